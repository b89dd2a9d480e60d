import { useQuery } from '@tanstack/react-query';
import { say } from '#text/one-machine';
import { sessionQuery } from '../../api/session.ts';
import type { MachineView } from '../../live/machine-view.ts';
import { exactTime } from '../../text/format.ts';
import { memory } from '../../text/size-words.ts';
import { hasFailed } from '../../text/machine-words.ts';
import css from './machine.module.css';

/** The facts beside a machine; the API's own words stand here once, for scripts. */
export function MachineSide({ view }: { view: MachineView }) {
  const { machine, flavor, osName } = view;
  const { data: person } = useQuery(sessionQuery);
  return (
    <div className="grid close">
      {hasFailed(machine) && flavor !== undefined && (
        <section className="card pad">
          <h2 className="h2">{say.stillTakes}</h2>
          <p className="sub under-head">
            {say.stillTakesWhat({ cpus: flavor.vcpus, memory: memory(flavor.ram), disk: flavor.disk })}
          </p>
        </section>
      )}
      <section className="card pad">
        <h2 className={`h2 ${css.head}`}>{say.facts}</h2>
        <dl className="pairs">
          <dt>{say.serverId}</dt>
          <dd className="mono">{machine.id}</dd>
          <dt>{say.status}</dt>
          <dd className="mono">
            {[machine.status, machine['SNF:task_state']].filter((part) => part !== '').join(' ')}
          </dd>
          <dt>{say.owner}</dt>
          <dd>{machine.user_id === person?.uuid ? person.name : machine.user_id}</dd>
          <dt>{say.image}</dt>
          <dd>{osName}</dd>
          <dt>{say.flavor}</dt>
          <dd className="mono">{flavor?.name ?? machine.flavor.id}</dd>
          <dt>{say.created}</dt>
          <dd>{exactTime(machine.created)}</dd>
          {machine['SNF:fqdn'] !== null && (
            <>
              <dt>{say.hostName}</dt>
              <dd className="mono">{machine['SNF:fqdn']}</dd>
            </>
          )}
          {machine['SNF:key_names'].length > 0 && (
            <>
              <dt>{say.sshKeys}</dt>
              <dd>{machine['SNF:key_names'].join(', ')}</dd>
            </>
          )}
        </dl>
      </section>
      {machine.attachments.length > 0 && (
        <section className="card pad">
          <h2 className={`h2 ${css.head}`}>{say.addresses}</h2>
          <dl className="pairs">
            {machine.attachments.map((port) => (
              <FragmentOfPort
                key={port.id}
                network={port.network_id}
                address={port.ipv4 || port.ipv6 || say.none}
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
      <dt>{say.network({ id: network })}</dt>
      <dd className="mono">{address}</dd>
    </>
  );
}
