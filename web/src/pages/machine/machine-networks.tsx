import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { IconPlugConnected } from '@tabler/icons-react';
import { useState } from 'react';
import { say } from '#text/networks';
import type { Port } from '../../api/networks.ts';
import { ActButton } from '../../parts/act-button.tsx';
import { Loaded } from '../../parts/loaded.tsx';
import { plainName } from '../../text/plain-name.ts';
import { whyNotChange } from '../../text/machine-words.ts';
import { ConnectDialog } from '../networks/connect-dialog.tsx';
import { DisconnectDialog } from '../networks/disconnect-dialog.tsx';
import { FirewallSelect } from '../networks/firewall-select.tsx';
import { type NetworkParts, useNetworkParts } from '../networks/network-parts.ts';
import { nameOfNetwork, wordsOfPort } from '../networks/network-words.ts';
import { PortLink } from '../networks/port-list.tsx';
import { PortState } from '../networks/port-state.tsx';
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
              <span className="sub mono">{wordsOfPort(port)}</span>
            </span>
            <span className="row push wrap-row">
              <PortState port={port} />
              <FirewallSelect port={port} machine={machine} network={network} />
              <PortLink port={port} parts={parts} />
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
