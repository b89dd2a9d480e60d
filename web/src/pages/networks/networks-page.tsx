import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { say } from '#text/networks';
import { say as parts } from '#text/parts';
import { useProject } from '../../api/projects.ts';
import { useNetworkActions } from '../../live/network-actions.ts';
import { ActButton } from '../../parts/act-button.tsx';
import { Empty } from '../../parts/empty.tsx';
import { Loaded } from '../../parts/loaded.tsx';
import { PageHead } from '../../parts/page-head.tsx';
import { StateChip } from '../../parts/state-chip.tsx';
import { Tabs } from '../../parts/tabs.tsx';
import { noteFailure } from '../../parts/undo-note.tsx';
import { AddressList } from './address-list.tsx';
import { ConnectDialog } from './connect-dialog.tsx';
import { HeldMeter } from './held-meter.tsx';
import { NetworkGlyph } from './network-glyph.tsx';
import { NetworkMap } from './network-map.tsx';
import { type NetworkParts, useNetworkParts, useOfProject } from './network-parts.ts';
import { kindWord, networkName, networkState, rangesOf } from './network-words.ts';
import { NewNetworkDialog } from './new-network-dialog.tsx';
import { PortList } from './port-list.tsx';

/** The networks, the public addresses, the connections, and a picture of who is connected to whom. */
export function NetworksPage() {
  const { tab, ask } = useSearch({ from: '/inside/networks' });
  const known = useNetworkParts();
  const { takeAddress } = useNetworkActions();
  const project = useProject();
  const navigate = useNavigate({ from: '/networks' });
  const setMaking = (making: boolean) =>
    void navigate({
      search: ({ ask: _old, ...rest }) => (making ? { ...rest, ask: 'new' } : rest),
      replace: true,
    });
  const [connecting, setConnecting] = useState(false);
  const onAddresses = tab === 'addresses';
  const take = () => takeAddress(project).catch((error: unknown) => noteFailure(say.notTaken, error));
  const [word, make] = onAddresses
    ? ([say.newAddress, take] as const)
    : tab === 'ports'
      ? ([say.newPort, () => setConnecting(true)] as const)
      : ([say.newNetwork, () => setMaking(true)] as const);
  return (
    <>
      <PageHead title={say.title} below={say.purpose}>
        <ActButton
          leftSection={<IconPlus size={16} aria-hidden />}
          aria-keyshortcuts="C"
          onClick={() => void make()}
        >
          {word}
        </ActButton>
      </PageHead>
      <Tabs
        label={say.parts}
        tabs={[
          { to: '/networks', search: {}, label: say.networks, on: tab === undefined },
          { to: '/networks', search: { tab: 'addresses' }, label: say.addresses, on: onAddresses },
          { to: '/networks', search: { tab: 'ports' }, label: say.ports, on: tab === 'ports' },
          { to: '/networks', search: { tab: 'map' }, label: say.map, on: tab === 'map' },
        ]}
      />
      <Loaded of={known} failed={{ title: say.notLoaded, stillWorks: parts.machinesKeepRunning }} card>
        {(all) =>
          onAddresses ? (
            <>
              <HeldMeter resource="cyclades.floating_ip" />
              <AddressList parts={all} />
            </>
          ) : tab === 'ports' ? (
            <PortList label={say.ports} none={say.noPorts} ports={all.ports} parts={all} of="all" />
          ) : tab === 'map' ? (
            <NetworkMap parts={all} />
          ) : (
            <>
              <HeldMeter resource="cyclades.network.private" />
              <NetworkList parts={all} />
            </>
          )
        }
      </Loaded>
      {ask === 'new' && (
        <NewNetworkDialog subnets={known.data?.subnets ?? []} onClose={() => setMaking(false)} />
      )}
      {connecting && known.data !== undefined && (
        <ConnectDialog
          title={say.newPort}
          deed={say.connectDeed}
          parts={known.data}
          onClose={() => setConnecting(false)}
        />
      )}
    </>
  );
}

function NetworkList({ parts: { networks, subnets, ports } }: { parts: NetworkParts }) {
  const shown = useOfProject()(networks);
  return (
    <section className="card clip" aria-label={say.networks}>
      {!shown.some((network) => !network.public) && (
        <Empty icon={NetworkGlyph} title={say.none}>
          {say.noneWhy}
        </Empty>
      )}
      {shown.map((network) => {
        const state = networkState(network);
        const on = new Set(
          ports.filter((port) => port.network_id === network.id).map((port) => port.device_id),
        );
        on.delete(null);
        return (
          <div key={network.id} className="list-row">
            <NetworkGlyph size={18} stroke={1.7} color="var(--text-3)" className="fixed" aria-hidden />
            <span className="lines">
              <Link to="/networks/$id" params={{ id: network.id }} className="strong link">
                {networkName(network)}
              </Link>
              <br />
              <span className="sub num">
                {[kindWord(network), rangesOf(subnets, network), say.onIt({ count: on.size })].join(' · ')}
              </span>
            </span>
            <span className="push">
              <StateChip {...state} />
            </span>
          </div>
        );
      })}
    </section>
  );
}
