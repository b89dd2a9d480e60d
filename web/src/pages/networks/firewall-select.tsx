import { Select } from '@mantine/core';
import { say } from '#text/networks';
import type { Port } from '../../api/networks.ts';
import type { Server } from '../../api/servers.ts';
import { type FirewallProfile, useNetworkActions } from '../../live/network-actions.ts';
import { noteFailure } from '../../parts/undo-note.tsx';

const PROFILES: { value: FirewallProfile; label: string }[] = [
  { value: 'DISABLED', label: say.open },
  { value: 'PROTECTED', label: say.basic },
  { value: 'ENABLED', label: say.closed },
];

/** What comes in on a connection (console 10): as the machine's attachments tell it. */
export function FirewallSelect({
  port,
  machine,
  network,
}: {
  port: Port;
  machine: Server | undefined;
  network: string;
}) {
  const { setFirewall } = useNetworkActions();
  const now = machine?.attachments.find(({ id }) => String(id) === port.id)?.firewallProfile;
  if (machine === undefined || port.status !== 'ACTIVE' || now === undefined) return null;
  return (
    <Select
      size="xs"
      aria-label={say.firewall({ network })}
      data={PROFILES}
      value={now}
      allowDeselect={false}
      onChange={(profile) => {
        if (profile !== null && profile !== now)
          void setFirewall(machine.id, port.id, profile as FirewallProfile).catch((error: unknown) =>
            noteFailure(say.notDone, error),
          );
      }}
    />
  );
}
