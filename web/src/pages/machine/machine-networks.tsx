import { Button, Select } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { IconPlugConnected } from '@tabler/icons-react';
import { useState } from 'react';
import { say } from '#text/networks';
import type { Port } from '../../api/networks.ts';
import { type FirewallProfile, useNetworkActions } from '../../live/network-actions.ts';
import { ActButton } from '../../parts/act-button.tsx';
import { Loaded } from '../../parts/loaded.tsx';
import { StateChip } from '../../parts/state-chip.tsx';
import { noteFailure } from '../../parts/undo-note.tsx';
import { plainName } from '../../text/plain-name.ts';
import { whyNotChange } from '../../text/machine-words.ts';
import { ConnectDialog } from '../networks/connect-dialog.tsx';
import { DisconnectDialog } from '../networks/disconnect-dialog.tsx';
import { type NetworkParts, useNetworkParts } from '../networks/network-parts.ts';
import { addressOfPort, nameOfNetwork } from '../networks/network-words.ts';
import { useThisMachine } from './machine-context.ts';
import css from './machine.module.css';

/** The networks that the machine is on, with its address and firewall on each. */
export function MachineNetworks() {
  return (
    <Loaded of={useNetworkParts()} failed={{ title: say.portsNotLoaded }} card>
      {(parts) => <Connections parts={parts} />}
    </Loaded>
  );
}

function Connections({ parts }: { parts: NetworkParts }) {
  const { machine } = useThisMachine();
  const [connecting, setConnecting] = useState(false);
  const [leaving, setLeaving] = useState<Port>();
  const ports = parts.ports.filter(({ device_id: id }) => id === String(machine.id));
  const reason = whyNotChange(machine);
  const close = () => {
    setConnecting(false);
    setLeaving(undefined);
  };
  return (
    <section className="card clip" aria-label={say.ports}>
      <div className="card-head">
        <h2 className="h2">{say.ports}</h2>
        <ActButton
          size="compact-sm"
          className="push"
          variant="light"
          disabled={reason !== null}
          {...(reason === null ? {} : { title: reason })}
          leftSection={<IconPlugConnected size={15} aria-hidden />}
          onClick={() => setConnecting(true)}
        >
          {say.connectMachine}
        </ActButton>
      </div>
      {reason !== null && <p className={`sub ${css.tags}`}>{reason}</p>}
      {ports.length === 0 && <p className="sub pad">{say.notConnected}</p>}
      {ports.map((port) => {
        const network = nameOfNetwork(parts.networks, port.network_id);
        return (
          <div key={port.id} className="list-row wrap-row">
            <span className="lines">
              <Link to="/networks/$id" params={{ id: port.network_id }} className="strong link">
                {network}
              </Link>
              <br />
              <span className="sub mono">
                {[addressOfPort(port), port.mac_address ?? ''].filter((text) => text !== '').join(' · ')}
              </span>
            </span>
            <span className="row push wrap-row">
              {port.status === 'BUILD' && <StateChip kind="busy" word={say.connecting} />}
              {port.status === 'ERROR' && <StateChip kind="bad" word={say.failedPort} />}
              <Firewall port={port} network={network} />
              <Button
                size="compact-sm"
                variant="default"
                disabled={reason !== null}
                onClick={() => setLeaving(port)}
              >
                {say.disconnect}
              </Button>
            </span>
          </div>
        );
      })}
      {connecting && (
        <ConnectDialog
          title={say.connectThis({ machine: plainName(machine.name) })}
          deed={say.connectDeed}
          parts={parts}
          machine={machine.id}
          onClose={close}
        />
      )}
      {leaving !== undefined && (
        <DisconnectDialog
          port={leaving}
          machine={plainName(machine.name)}
          network={nameOfNetwork(parts.networks, leaving.network_id)}
          onClose={close}
        />
      )}
    </section>
  );
}

const PROFILES: { value: FirewallProfile; label: string }[] = [
  { value: 'DISABLED', label: say.open },
  { value: 'PROTECTED', label: say.basic },
  { value: 'ENABLED', label: say.closed },
];

/** What comes in on a connection (console 10): as the machine's attachments tell it. */
function Firewall({ port, network }: { port: Port; network: string }) {
  const { machine } = useThisMachine();
  const { setFirewall } = useNetworkActions();
  const attachment = machine.attachments.find(({ id }) => String(id) === port.id);
  const now = attachment?.firewallProfile;
  if (port.status !== 'ACTIVE' || now === undefined) return null;
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
