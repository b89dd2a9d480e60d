import { IconCheck, IconClock, IconMail, IconX, type Icon } from '@tabler/icons-react';
import { say } from '#text/users';
import type { AccountInList } from '../../../api/users.ts';
import { StateChip } from '../../../parts/state-chip.tsx';
import type { Kind } from '../../../text/machine-words.ts';

type State = AccountInList['state'];

const LOOKS: Record<State, { kind: Kind; icon?: Icon }> = {
  unverified: { kind: 'warn', icon: IconMail },
  // nothing turns: it waits for a person
  waiting: { kind: 'hold', icon: IconClock },
  active: { kind: 'ok', icon: IconCheck },
  inactive: { kind: 'off' },
  rejected: { kind: 'bad', icon: IconX },
};

/** What an account is. */
export function UserState({ state }: { state: State }) {
  return <StateChip {...LOOKS[state]} word={say.states[state]} />;
}
