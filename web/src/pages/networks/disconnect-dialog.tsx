import { say } from '#text/networks';
import type { Port } from '../../api/networks.ts';
import { useNetworkActions } from '../../live/network-actions.ts';
import { Confirm } from '../../parts/confirm.tsx';

/** Takes a machine off a network. */
export function DisconnectDialog({
  port,
  machine,
  network,
  onDone,
  onClose,
}: {
  port: Port;
  machine: string;
  network: string;
  /** The connection goes while the machine lets it go: what shows it alone may leave at once. */
  onDone?: () => void;
  onClose: () => void;
}) {
  const { disconnect } = useNetworkActions();
  return (
    <Confirm
      title={say.disconnectOf({ machine, network })}
      deed={say.disconnect}
      keep={say.keepConnected}
      act={async () => {
        await disconnect(port.id);
        onDone?.();
      }}
      onClose={onClose}
    >
      {say.disconnectMeans}
    </Confirm>
  );
}
