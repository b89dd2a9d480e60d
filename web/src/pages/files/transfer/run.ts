import { reasonOf } from '../../../api/api-error.ts';
import { takenBy, transferBeside, transferFile } from '../../../api/transfer-files.ts';
import { say } from '#text/files';
import { goesIntoItself, type Outcome, type Transfer } from './plan.ts';

/** What to do when something has the name. */
export type Clash = 'ask' | 'over' | 'both' | 'skip';

/** Does one transfer; whatever stands in its way is an outcome, and nothing is thrown. */
export async function runTransfer(account: string, transfer: Transfer, clash: Clash): Promise<Outcome> {
  if (clash === 'skip') return { kind: 'skipped' };
  if (goesIntoItself(transfer)) return { kind: 'failed', reason: say.intoItself };
  try {
    if (clash === 'both') {
      const at = await transferBeside(account, transfer);
      return at === undefined
        ? { kind: 'failed', reason: say.noFreeName }
        : { kind: 'done', at, over: false };
    }
    if (await transferFile(account, transfer, clash === 'over'))
      return { kind: 'done', at: transfer.to, over: clash === 'over' };
    return { kind: 'taken', by: (await takenBy(account, transfer.to)) ?? 'file' };
  } catch (error) {
    return { kind: 'failed', reason: reasonOf(error) };
  }
}
