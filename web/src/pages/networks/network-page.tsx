import { Button } from '@mantine/core';
import { useNavigate, useParams } from '@tanstack/react-router';
import { IconPlugConnected, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { say } from '#text/networks';
import type { Network } from '../../api/networks.ts';
import { useNetworkActions } from '../../live/network-actions.ts';
import { ActButton } from '../../parts/act-button.tsx';
import { Confirm } from '../../parts/confirm.tsx';
import { DetailPage, FactsCard } from '../../parts/detail-page.tsx';
import { Loaded } from '../../parts/loaded.tsx';
import { PageSkeleton } from '../../parts/skeletons.tsx';
import { StateChip } from '../../parts/state-chip.tsx';
import { exactTime } from '../../text/format.ts';
import { ConnectDialog } from './connect-dialog.tsx';
import { NameForm } from './name-form.tsx';
import { NetworkGlyph } from './network-glyph.tsx';
import { type NetworkParts, useNetworkParts } from './network-parts.ts';
import { kindWord, needsAddress, networkName, networkState, rangesOf } from './network-words.ts';
import { PortList } from './port-list.tsx';
import css from './networks.module.css';

/** One network: its range, who is on it, and what can be done with it. */
export function NetworkPage() {
  const { id } = useParams({ from: '/inside/networks/$id' });
  const known = useNetworkParts();
  const network = known.data && (known.data.networks.find((each) => each.id === id) ?? null);
  return (
    <Loaded
      of={{ ...known, data: network }}
      failed={{ title: say.notLoaded, heading: true }}
      waiting={<PageSkeleton title={say.network} />}
    >
      {(found) => <KnownNetwork network={found} parts={known.data!} />}
    </Loaded>
  );
}

function KnownNetwork({ network, parts }: { network: Network; parts: NetworkParts }) {
  const { remove, rename } = useNetworkActions();
  const navigate = useNavigate();
  const [asked, setAsked] = useState<'connect' | 'delete'>();
  const ports = parts.ports.filter(({ network_id: id }) => id === network.id);
  const subnets = parts.subnets.filter(({ network_id: id }) => id === network.id);
  const name = networkName(network);
  const close = () => setAsked(undefined);
  return (
    <DetailPage
      of={{ list: '/networks', word: say.networks }}
      name={network.name || name}
      tile={
        <span className={`tile brand ${css.tile}`}>
          <NetworkGlyph size={24} stroke={1.7} aria-hidden />
        </span>
      }
      state={<StateChip {...networkState(network)} />}
      facts={[kindWord(network), rangesOf(parts.subnets, network), say.number({ id: network.id })]}
      actions={
        !needsAddress(network) && (
          <Button
            leftSection={<IconPlugConnected size={16} aria-hidden />}
            aria-keyshortcuts="C"
            onClick={() => setAsked('connect')}
          >
            {say.connect}
          </Button>
        )
      }
      side={
        <FactsCard
          title={say.facts}
          facts={[
            [say.networkId, network.id],
            [say.type, network.type],
            ...subnets.flatMap(({ cidr, gateway_ip: gateway, enable_dhcp: dhcp }): [string, string][] => [
              [say.range, cidr],
              [say.gateway, gateway ?? say.noGateway],
              [say.dhcp, dhcp ? say.on : say.off],
            ]),
            [say.created, exactTime(network.created)],
          ]}
        />
      }
    >
      {network.public && <div className="note info">{say.operators}</div>}
      <PortList label={say.connected} none={say.nobody} ports={ports} parts={parts} of="network" />
      {!network.public && (
        <NameForm key={network.name} name={network.name} rename={(name) => rename(network.id, name)} />
      )}
      {!network.public && (
        <section className="card pad">
          <ActButton
            color="red"
            variant="outline"
            disabled={ports.length > 0}
            {...(ports.length > 0 ? { title: say.disconnectFirst } : {})}
            leftSection={<IconTrash size={16} aria-hidden />}
            onClick={() => setAsked('delete')}
          >
            {say.delete}
          </ActButton>
          {ports.length > 0 && <p className="sub under-head">{say.disconnectFirst}</p>}
        </section>
      )}
      {asked === 'connect' && (
        <ConnectDialog
          title={say.connectTo({ network: name })}
          deed={say.connectDeed}
          parts={parts}
          network={network.id}
          onClose={close}
        />
      )}
      {asked === 'delete' && (
        <Confirm
          title={say.deleteOf({ network: name })}
          deed={say.deleteDeed}
          act={async () => {
            await remove(network.id);
            await navigate({ to: '/networks' });
          }}
          onClose={close}
        >
          {say.deleteMeans}
        </Confirm>
      )}
    </DetailPage>
  );
}
