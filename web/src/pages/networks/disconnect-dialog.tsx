import { say } from '#text/networks';
import type { Port } from '../../api/networks.ts';
import { useNetworkActions } from '../../live/network-actions.ts';
import { Confirm } from '../../parts/confirm.tsx';

/** Takes a machine off a network. */
export function DisconnectDialog({
  port,
  machine,
  network,
  onClose,
}: {
  port: Port;
  machine: string;
  network: string;
  onClose: () => void;
}) {
  const { disconnect } = useNetworkActions();
  return (
    <Confirm
      title={say.disconnectOf({ machine, network })}
      deed={say.disconnect}
      keep={say.keepConnected}
      act={() => disconnect(port.id)}
      onClose={onClose}
    >
      {say.disconnectMeans}
    </Confirm>
  );
}
