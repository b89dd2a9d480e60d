import { say } from '#text/networks';
import type { Port } from '../../api/networks.ts';
import { StateChip } from '../../parts/state-chip.tsx';

/** What is going on with a connection, where it is not simply there. */
export function PortState({ port: { status } }: { port: Port }) {
  if (status === 'BUILD') return <StateChip kind="busy" word={say.connecting} />;
  return status === 'ERROR' ? <StateChip kind="bad" word={say.failedPort} /> : null;
}
