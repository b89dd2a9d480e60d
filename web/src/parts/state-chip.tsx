import {
  IconAlertTriangleFilled,
  IconBan,
  IconHelp,
  IconLifebuoy,
  IconLoader2,
  IconPlayerPlayFilled,
  IconPlayerStopFilled,
  type Icon,
} from '@tabler/icons-react';
import { say as words } from '#text/machine';
import { say } from '#text/parts';
import type { Server } from '../api/servers.ts';
import { stateOf, type Kind } from '../text/machine-words.ts';

const ICONS: Record<Kind, Icon> = {
  ok: IconPlayerPlayFilled,
  off: IconPlayerStopFilled,
  busy: IconLoader2,
  warn: IconLifebuoy,
  bad: IconAlertTriangleFilled,
  hold: IconBan,
};

/** Icon, word and colour of a state, always all three. */
export function StateChip({
  kind,
  word,
  icon: Chosen = ICONS[kind],
}: {
  kind: Kind;
  word: string;
  icon?: Icon;
}) {
  return (
    <span className={`state num ${kind}`}>
      <Chosen size={13} className={kind === 'busy' ? 'spin' : undefined} aria-hidden />
      {word}
    </span>
  );
}

/** The chips of a machine: its state, and beside it suspension and rescue. */
export function MachineState({ machine }: { machine: Server }) {
  const { word, kind } = stateOf(machine);
  return (
    <span className="row wrap-row near">
      {word === words.unknown ? (
        <StateChip kind={kind} word={word} icon={IconHelp} />
      ) : (
        <StateChip kind={kind} word={word} />
      )}
      {machine.suspended && <StateChip kind="hold" word={say.suspended} />}
      {machine['SNF:rescue'] === true && <StateChip kind="warn" word={say.rescue} />}
    </span>
  );
}
