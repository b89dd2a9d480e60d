import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { IconMail, IconServer2 } from '@tabler/icons-react';
import type { Replies } from '#contract/client';
import { say } from '#text/cloud-machines';
import { ApiError } from '../../../api/api-error.ts';
import { administeredActivityQuery, administeredServerQuery } from '../../../api/compute-administration.ts';
import { DetailPage, FactsCard } from '../../../parts/detail-page.tsx';
import { Loaded } from '../../../parts/loaded.tsx';
import { PageSkeleton } from '../../../parts/skeletons.tsx';
import { StateChip } from '../../../parts/state-chip.tsx';
import { exactTime } from '../../../text/format.ts';
import { stateOf } from '../../../text/machine-words.ts';
import { plainName } from '../../../text/plain-name.ts';
import { AskedList } from '../../machine/asked-list.tsx';
import { DiagnosticsText } from '../../machine/machine-failure.tsx';
import { OwnerLink, useEmail } from '../networks/owner-link.tsx';
import { ServerDeeds } from './server-deeds.tsx';

type Found = Replies['administeredServer'];

/** One machine of the cloud: whose it is, where it is, what happened to it, and what an administrator can do. */
export function ServerPage() {
  const { id } = useParams({ from: '/inside/admin/admin/servers/$id' });
  const { data, error, refetch } = useQuery(administeredServerQuery(Number(id)));
  const isAbsent = data === undefined && error instanceof ApiError && [400, 404].includes(error.status);
  return (
    <Loaded
      of={{ data: isAbsent ? null : data, error, refetch }}
      failed={{ title: say.oneNotLoaded, heading: true }}
      waiting={<PageSkeleton title={say.machine} />}
    >
      {(found) => <KnownServer found={found} />}
    </Loaded>
  );
}

function KnownServer({ found: { server, backend, flavor, ports, diagnostics } }: { found: Found }) {
  const { id, name, user_id: owner } = server;
  const email = useEmail(owner);
  return (
    <DetailPage
      of={{ list: '/admin/servers', word: say.title }}
      name={name}
      tile={
        <span className="tile brand">
          <IconServer2 size={24} stroke={1.7} aria-hidden />
        </span>
      }
      state={
        <span className="row near">
          <StateChip {...stateOf(server)} />
          {server.suspended && <StateChip kind="hold" word={say.suspended} />}
        </span>
      }
      facts={[email ?? '', backend.clustername, flavor.name]}
      actions={
        <>
          {email !== undefined && (
            <Button
              component="a"
              href={`mailto:${encodeURIComponent(email)}?subject=${encodeURIComponent(plainName(name))}`}
              variant="default"
              leftSection={<IconMail size={16} aria-hidden />}
            >
              {say.writeToOwner}
            </Button>
          )}
          {server.status !== 'DELETED' && <ServerDeeds server={server} />}
        </>
      }
      side={
        <FactsCard
          title={say.facts}
          facts={[
            [say.number, String(id)],
            [say.owner, <OwnerLink key="owner" uuid={owner} email={email} />],
            [say.backend, backend.clustername],
            [
              say.nameThere,
              <span key="name" className="mono tiny">
                {backend.machine}
              </span>,
            ],
            backend.job !== null && [
              say.lastJob,
              <span key="job" className="mono tiny">
                {`${backend.job.id} ${backend.job.opcode} ${backend.job.status}`}
              </span>,
            ],
            [
              say.flavor,
              <span key="flavor" className="mono tiny">
                {flavor.name}
              </span>,
            ],
            [say.created, exactTime(server.created)],
          ]}
        />
      }
    >
      <section className="card clip" aria-label={say.connections}>
        <div className="card-head">
          <h2 className="h2">{say.connections}</h2>
        </div>
        {ports.length === 0 && <p className="sub pad">{say.noConnections}</p>}
        {ports.map((port) => (
          <div key={port.id} className="list-row wrap-row">
            <span className="lines">
              <Link to="/admin/networks/$id" params={{ id: String(port.network_id) }} className="strong link">
                {port.network_name === '' ? String(port.network_id) : plainName(port.network_name)}
              </Link>
              <br />
              <span className="sub mono">
                {[port.ipv4, port.ipv6, port.mac_address].filter((text) => text !== null).join(' · ')}
              </span>
            </span>
            <span className="push">
              {port.status !== 'ACTIVE' && (
                <StateChip kind={port.status === 'ERROR' ? 'bad' : 'busy'} word={port.status} />
              )}
            </span>
          </div>
        ))}
      </section>
      <AskedList of={administeredActivityQuery(id)} />
      {diagnostics.length > 0 && (
        <section className="card pad grid close">
          <h2 className="h2">{say.noted}</h2>
          <DiagnosticsText diagnostics={diagnostics} />
        </section>
      )}
      <p className="sub small">
        <Link to="/admin/audit" search={{ filter: `server:${id}` }} className="link">
          {say.auditOf}
        </Link>
      </p>
    </DetailPage>
  );
}
