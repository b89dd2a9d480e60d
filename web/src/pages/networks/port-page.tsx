import { Link, useNavigate, useParams } from '@tanstack/react-router';
import { IconPlugConnectedX } from '@tabler/icons-react';
import { useState } from 'react';
import { say } from '#text/networks';
import type { Port } from '../../api/networks.ts';
import { useNetworkActions } from '../../live/network-actions.ts';
import { ActButton } from '../../parts/act-button.tsx';
import { CopyButton } from '../../parts/copy-button.tsx';
import { DetailPage, FactsCard } from '../../parts/detail-page.tsx';
import { Loaded } from '../../parts/loaded.tsx';
import { PageSkeleton } from '../../parts/skeletons.tsx';
import { exactTime } from '../../text/format.ts';
import { DisconnectDialog } from './disconnect-dialog.tsx';
import { FirewallSelect } from './firewall-select.tsx';
import { NameForm } from './name-form.tsx';
import { NetworkGlyph } from './network-glyph.tsx';
import { type NetworkParts, useNetworkParts } from './network-parts.ts';
import { addressOfPort, machineOf, nameOfNetwork, wordsOfPort } from './network-words.ts';
import { MachineLink, machineName } from './port-list.tsx';
import { PortState } from './port-state.tsx';
import css from './networks.module.css';

/** One connection of a machine with a network. */
export function PortPage() {
  const { id } = useParams({ from: '/inside/networks/ports/$id' });
  const known = useNetworkParts();
  const port = known.data && (known.data.ports.find((each) => each.id === id) ?? null);
  return (
    <Loaded
      of={{ ...known, data: port }}
      failed={{ title: say.portsNotLoaded, heading: true }}
      waiting={<PageSkeleton title={say.port} />}
    >
      {(found) => <KnownPort port={found} parts={known.data!} />}
    </Loaded>
  );
}

function KnownPort({ port, parts }: { port: Port; parts: NetworkParts }) {
  const { renamePort } = useNetworkActions();
  const navigate = useNavigate();
  const [leaving, setLeaving] = useState(false);
  const machine = machineName(port, parts);
  const network = nameOfNetwork(parts.networks, port.network_id);
  const address = addressOfPort(port);
  return (
    <DetailPage
      of={{ list: '/networks', word: say.networks }}
      name={say.portOf({ machine, network })}
      tile={
        <span className={`tile brand ${css.tile}`}>
          <NetworkGlyph size={24} stroke={1.7} aria-hidden />
        </span>
      }
      state={<PortState port={port} />}
      facts={[wordsOfPort(port)]}
      actions={
        <ActButton
          variant="default"
          leftSection={<IconPlugConnectedX size={16} aria-hidden />}
          onClick={() => setLeaving(true)}
        >
          {say.disconnect}
        </ActButton>
      }
      side={
        <FactsCard
          title={say.facts}
          facts={[
            [say.machine, <MachineLink key="machine" port={port} parts={parts} />],
            [
              say.network,
              <Link key="network" to="/networks/$id" params={{ id: port.network_id }} className="link">
                {network}
              </Link>,
            ],
            address !== '' && [say.address, <Copied key="address" text={address} />],
            port.mac_address !== null && [say.mac, <Copied key="mac" text={port.mac_address} />],
            [say.portId, port.id],
            [say.created, exactTime(port.created)],
          ]}
        />
      }
    >
      <section className="card pad">
        <h2 className="h2">{say.comesIn}</h2>
        <p className="sub under-head">{say.comesInMeans}</p>
        <FirewallSelect port={port} machine={machineOf(parts.machines, port.device_id)} network={network} />
      </section>
      <NameForm key={port.name} name={port.name} mayBeEmpty rename={(name) => renamePort(port.id, name)} />
      {leaving && (
        <DisconnectDialog
          port={port}
          machine={machine}
          network={network}
          onDone={() => void navigate({ to: '/networks', search: { tab: 'ports' } })}
          onClose={() => setLeaving(false)}
        />
      )}
    </DetailPage>
  );
}

function Copied({ text }: { text: string }) {
  return (
    <span className="row near">
      <span className="mono tiny">{text}</span>
      <CopyButton text={text} size="compact-sm" />
    </span>
  );
}
