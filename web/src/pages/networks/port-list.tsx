import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { say } from '#text/networks';
import type { Port } from '../../api/networks.ts';
import { ActButton } from '../../parts/act-button.tsx';
import { plainName } from '../../text/plain-name.ts';
import { DisconnectDialog } from './disconnect-dialog.tsx';
import { FirewallSelect } from './firewall-select.tsx';
import type { NetworkParts } from './network-parts.ts';
import { machineOf, nameOfNetwork, wordsOfPort } from './network-words.ts';
import { PortState } from './port-state.tsx';

/** Connections of machines: of one network, or of all, each with its network. */
export function PortList({
  label,
  none,
  ports,
  parts,
  of,
}: {
  label: string;
  none: string;
  ports: readonly Port[];
  parts: NetworkParts;
  of: 'network' | 'all';
}) {
  const [leaving, setLeaving] = useState<Port>();
  return (
    <section className="card clip" aria-label={label}>
      {of === 'network' && (
        <div className="card-head">
          <h2 className="h2">{label}</h2>
        </div>
      )}
      {ports.length === 0 && <p className="sub pad">{none}</p>}
      {ports.map((port) => (
        <div key={port.id} className="list-row wrap-row">
          <span className="lines">
            <MachineLink port={port} parts={parts} />
            {of === 'all' && (
              <>
                {' '}
                <span className="sub">{nameOfNetwork(parts.networks, port.network_id)}</span>
              </>
            )}
            <br />
            <span className="sub mono">{wordsOfPort(port)}</span>
          </span>
          <span className="row push wrap-row">
            <PortState port={port} />
            <FirewallSelect
              port={port}
              machine={machineOf(parts.machines, port.device_id)}
              network={nameOfNetwork(parts.networks, port.network_id)}
            />
            <PortLink port={port} parts={parts} />
            <ActButton size="compact-sm" variant="default" onClick={() => setLeaving(port)}>
              {say.disconnect}
            </ActButton>
          </span>
        </div>
      ))}
      {leaving !== undefined && (
        <DisconnectDialog
          port={leaving}
          machine={machineName(leaving, parts)}
          network={nameOfNetwork(parts.networks, leaving.network_id)}
          onClose={() => setLeaving(undefined)}
        />
      )}
    </section>
  );
}

/** The machine of a connection, which may be none of one's own; a free one by its own name. */
export function machineName({ device_id: id, name }: Port, { machines }: NetworkParts): string {
  return id === null
    ? name === ''
      ? say.free
      : plainName(name)
    : plainName(machineOf(machines, id)?.name ?? id);
}

export function MachineLink({ port, parts }: { port: Port; parts: NetworkParts }) {
  const machine = machineOf(parts.machines, port.device_id);
  const name = machineName(port, parts);
  if (machine === undefined) return <span className="strong">{name}</span>;
  return (
    <Link to="/machines/$id" params={{ id: String(machine.id) }} className="strong link">
      {name}
    </Link>
  );
}

export function PortLink({ port, parts }: { port: Port; parts: NetworkParts }) {
  const network = nameOfNetwork(parts.networks, port.network_id);
  return (
    <Button
      size="compact-sm"
      variant="subtle"
      aria-label={say.detailsOf({ port: say.portOf({ machine: machineName(port, parts), network }) })}
      renderRoot={(props: object) => <Link to="/networks/ports/$id" params={{ id: port.id }} {...props} />}
    >
      {say.details}
    </Button>
  );
}
