import { Button } from '@mantine/core';
import { Link, useSearch } from '@tanstack/react-router';
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
import { NetworkGlyph } from './network-glyph.tsx';
import { NetworkMap } from './network-map.tsx';
import { type NetworkParts, useNetworkParts, useOfProject } from './network-parts.ts';
import { kindWord, networkName, networkState, rangesOf } from './network-words.ts';
import { NewNetworkDialog } from './new-network-dialog.tsx';

/** The networks, the public addresses, and a picture of who is connected to whom. */
export function NetworksPage() {
  const { tab } = useSearch({ from: '/inside/networks' });
  const known = useNetworkParts();
  const { takeAddress } = useNetworkActions();
  const project = useProject();
  const [making, setMaking] = useState(false);
  const onAddresses = tab === 'addresses';
  const take = () => void takeAddress(project).catch((error: unknown) => noteFailure(say.notTaken, error));
  const make = onAddresses ? (
    <ActButton leftSection={<IconPlus size={16} aria-hidden />} aria-keyshortcuts="C" onClick={take}>
      {say.newAddress}
    </ActButton>
  ) : (
    <Button
      leftSection={<IconPlus size={16} aria-hidden />}
      aria-keyshortcuts="C"
      onClick={() => setMaking(true)}
    >
      {say.newNetwork}
    </Button>
  );
  return (
    <>
      <PageHead title={say.title} below={say.purpose}>
        {make}
      </PageHead>
      <Tabs
        label={say.parts}
        tabs={[
          { to: '/networks', search: {}, label: say.networks, on: tab === undefined },
          { to: '/networks', search: { tab: 'addresses' }, label: say.addresses, on: onAddresses },
          { to: '/networks', search: { tab: 'map' }, label: say.map, on: tab === 'map' },
        ]}
      />
      <Loaded of={known} failed={{ title: say.notLoaded, stillWorks: parts.machinesKeepRunning }} card>
        {(all) =>
          onAddresses ? (
            <AddressList parts={all} />
          ) : tab === 'map' ? (
            <NetworkMap parts={all} />
          ) : (
            <NetworkList parts={all} />
          )
        }
      </Loaded>
      {making && <NewNetworkDialog subnets={known.data?.subnets ?? []} onClose={() => setMaking(false)} />}
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
