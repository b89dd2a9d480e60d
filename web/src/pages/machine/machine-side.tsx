import { useQuery } from '@tanstack/react-query';
import { sessionQuery } from '../../api/session.ts';
import type { MachineView } from '../../live/machine-view.ts';
import { exactTime } from '../../text/format.ts';
import { memory } from '../../text/size-words.ts';
import { hasFailed } from '../../text/machine-words.ts';

/** The facts beside a machine; the API's own words stand here once, for scripts. */
export function MachineSide({ view }: { view: MachineView }) {
  const { machine, flavor, osName } = view;
  const { data: person } = useQuery(sessionQuery);
  return (
    <div className="grid" style={{ gap: 14 }}>
      {hasFailed(machine) && flavor !== undefined && (
        <section className="card pad">
          <h2 className="h2">It still takes quota</h2>
          <p className="sub" style={{ margin: '2px 0 0' }}>
            {flavor.vcpus} CPU, {memory(flavor.ram)} memory and {flavor.disk} GiB of disk, until you destroy
            it.
          </p>
        </section>
      )}
      <section className="card pad">
        <h2 className="h2" style={{ marginBottom: 12 }}>
          Facts
        </h2>
        <dl className="pairs">
          <dt>Server ID</dt>
          <dd className="mono">{machine.id}</dd>
          <dt>Status</dt>
          <dd className="mono">
            {[machine.status, machine['SNF:task_state']].filter((part) => part !== '').join(' ')}
          </dd>
          <dt>Owner</dt>
          <dd>{machine.user_id === person?.uuid ? person.name : machine.user_id}</dd>
          <dt>Image</dt>
          <dd>{osName}</dd>
          <dt>Flavor</dt>
          <dd className="mono">{flavor?.name ?? machine.flavor.id}</dd>
          <dt>Created</dt>
          <dd>{exactTime(machine.created)}</dd>
          {machine['SNF:fqdn'] !== null && (
            <>
              <dt>Host name</dt>
              <dd className="mono">{machine['SNF:fqdn']}</dd>
            </>
          )}
          {machine['SNF:key_names'].length > 0 && (
            <>
              <dt>SSH keys</dt>
              <dd>{machine['SNF:key_names'].join(', ')}</dd>
            </>
          )}
        </dl>
      </section>
      {machine.attachments.length > 0 && (
        <section className="card pad">
          <h2 className="h2" style={{ marginBottom: 12 }}>
            Addresses
          </h2>
          <dl className="pairs">
            {machine.attachments.map((port) => (
              <FragmentOfPort
                key={port.id}
                network={port.network_id}
                address={port.ipv4 || port.ipv6 || 'none'}
              />
            ))}
          </dl>
        </section>
      )}
    </div>
  );
}

function FragmentOfPort({ network, address }: { network: string; address: string }) {
  return (
    <>
      <dt>Network {network}</dt>
      <dd className="mono">{address}</dd>
    </>
  );
}
