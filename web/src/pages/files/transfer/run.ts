import { isUnreachable, reasonOf } from '../../../api/api-error.ts';
import { takenBy, transferBeside, transferFile } from '../../../api/transfer-files.ts';
import { say } from '#text/files';
import { goesIntoItself, type Outcome, type Step } from './plan.ts';

/** What to do when something has the name. */
export type Clash = 'ask' | 'over' | 'both' | 'skip';

/** Does one transfer, or does it again; whatever stands in its way is an outcome, and nothing is thrown. */
export async function runTransfer(
  account: string,
  { transfer, outcome: before }: Step,
  clash: Clash,
): Promise<Outcome> {
  if (clash === 'skip') return { kind: 'skipped' };
  if (goesIntoItself(transfer)) return failed(say.intoItself);
  const again = before?.kind === 'failed' && before.unanswered;
  try {
    // The last time it may have been done, and the answer was lost.
    if (again && transfer.verb === 'move' && (await takenBy(account, transfer.from)) === undefined)
      if ((await takenBy(account, transfer.to)) !== undefined)
        return { kind: 'done', at: transfer.to, over: true };
    if (clash === 'both') {
      const at = await transferBeside(account, transfer);
      return at === undefined ? failed(say.noFreeName) : { kind: 'done', at, over: false };
    }
    if (await transferFile(account, transfer, clash === 'over'))
      return { kind: 'done', at: transfer.to, over: clash === 'over' };
    return { kind: 'taken', by: (await takenBy(account, transfer.to)) ?? 'file' };
  } catch (error) {
    return { kind: 'failed', reason: reasonOf(error), unanswered: isUnreachable(error) };
  }
}

const failed = (reason: string): Outcome => ({ kind: 'failed', reason, unanswered: false });
