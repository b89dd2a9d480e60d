import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { IconAffiliate } from '@tabler/icons-react';
import type { Replies } from '#contract/client';
import { say } from '#text/cloud-networks';
import { ApiError } from '../../../api/api-error.ts';
import { cloudNetworkQuery } from '../../../api/network-administration.ts';
import { DetailPage, FactsCard } from '../../../parts/detail-page.tsx';
import { Loaded } from '../../../parts/loaded.tsx';
import { PageSkeleton } from '../../../parts/skeletons.tsx';
import { StateChip } from '../../../parts/state-chip.tsx';
import { count, exactTime } from '../../../text/format.ts';
import { cloudNetworkState, statusWord } from './cloud-network-state.ts';
import { OwnerLink, useEmail } from './owner-link.tsx';

type Found = Replies['administeredNetwork']['network'];

/** One network of the cloud: where it is, and how full. */
export function CloudNetworkPage() {
  const { id } = useParams({ from: '/inside/admin/admin/networks/$id' });
  const { data, error, refetch } = useQuery(cloudNetworkQuery(Number(id)));
  const isAbsent = data === undefined && error instanceof ApiError && [400, 404].includes(error.status);
  return (
    <Loaded
      of={{ data: isAbsent ? null : data, error, refetch }}
      failed={{ title: say.notLoaded, heading: true }}
      waiting={<PageSkeleton title={say.network} />}
    >
      {(network) => <KnownNetwork network={network} />}
    </Loaded>
  );
}

function KnownNetwork({ network }: { network: Found }) {
  const { id, name, public: isPublic, user_id: owner, addresses, subnets, backends } = network;
  const email = useEmail(owner);
  return (
    <DetailPage
      of={{ list: '/admin/networks', word: say.title }}
      name={name || say.unnamed({ id })}
      tile={
        <span className="tile brand">
          <IconAffiliate size={24} stroke={1.7} aria-hidden />
        </span>
      }
      state={<StateChip {...cloudNetworkState(network)} />}
      facts={[isPublic ? say.public : say.private, network.type, network.cidrs.join(', ')]}
      side={
        <FactsCard
          title={say.facts}
          facts={[
            [say.number, String(id)],
            [say.owner, owner === null ? say.operator : <OwnerLink key="owner" uuid={owner} email={email} />],
            [say.mode, network.mode],
            network.link !== '' && [say.link, network.link],
            network.mac_prefix !== '' && [say.macPrefix, network.mac_prefix],
            network.tags.length > 0 && [say.tags, network.tags.join(', ')],
            [say.ports, count(network.ports)],
            [say.free, say.freeOf({ free: count(addresses.free), size: count(addresses.size) })],
            [say.reserved, count(addresses.reserved)],
            [say.cooling, count(addresses.cooling)],
            [say.created, exactTime(network.created)],
          ]}
        />
      }
    >
      <section className="card clip" aria-label={say.subnets}>
        <div className="card-head">
          <h2 className="h2">{say.subnets}</h2>
          <Link to="/admin/addresses" search={{ network: id }} className="push link">
            {say.inUse}
          </Link>
        </div>
        {subnets.length === 0 && <p className="sub pad">{say.noSubnets}</p>}
        {subnets.map((subnet) => (
          <div key={subnet.id} className="list-row">
            <span className="lines">
              <span className="strong mono">{subnet.cidr}</span>
              <br />
              <span className="sub">
                {[
                  subnet.gateway_ip === null ? say.noGateway : say.gateway({ gateway: subnet.gateway_ip }),
                  subnet.enable_dhcp ? say.dhcp : say.noDhcp,
                  ...subnet.dns_nameservers,
                ].join(' · ')}
              </span>
            </span>
            {subnet.deleted && (
              <span className="push">
                <StateChip kind="off" word={say.deleted} />
              </span>
            )}
          </div>
        ))}
      </section>
      <section className="card clip" aria-label={say.inBackends}>
        <div className="card-head">
          <h2 className="h2">{say.inBackends}</h2>
        </div>
        {backends.length === 0 && <p className="sub pad">{say.inNoBackends}</p>}
        {backends.map((backend) => (
          <div key={backend.id} className="list-row">
            <span className="strong">{backend.clustername}</span>
            <span className="push">
              <StateChip {...statusWord(backend.status)} />
            </span>
          </div>
        ))}
      </section>
    </DetailPage>
  );
}
