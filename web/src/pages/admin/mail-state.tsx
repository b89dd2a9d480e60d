import { say } from '#text/mails';
import { StateChip } from '../../parts/state-chip.tsx';
import type { Kind } from '../../text/machine-words.ts';
import type { MailState } from './mail-states.ts';

const KINDS: Record<MailState, Kind> = { waiting: 'busy', sent: 'ok', failed: 'bad', kept: 'off' };

/** What became of a mail. */
export function MailStateChip({ state }: { state: MailState }) {
  return <StateChip kind={KINDS[state]} word={say.states[state]} />;
}
