import { say } from '#text/one-machine';
import { useSession } from '../../api/use-session.ts';
import type { MachineView } from '../../live/machine-view.ts';
import { FactsCard, type Fact } from '../../parts/detail-page.tsx';
import { exactTime } from '../../text/format.ts';
import { hasFailed } from '../../text/machine-words.ts';
import { memory } from '../../text/size-words.ts';

/** The facts beside a machine; the API's own words stand here once, for scripts. */
export function MachineSide({ view: { machine, flavor, osName } }: { view: MachineView }) {
  const person = useSession();
  const names = machine['SNF:key_names'];
  const addresses = machine.attachments.map(({ network_id: id, ipv4, ipv6 }): Fact => {
    return [say.network({ id }), mono(ipv4 || ipv6 || say.none)];
  });
  return (
    <>
      {hasFailed(machine) && flavor !== undefined && (
        <section className="card pad">
          <h2 className="h2">{say.stillTakes}</h2>
          <p className="sub under-head">
            {say.stillTakesWhat({ cpus: flavor.vcpus, memory: memory(flavor.ram), disk: flavor.disk })}
          </p>
        </section>
      )}
      <FactsCard
        title={say.facts}
        facts={[
          [say.serverId, mono(String(machine.id))],
          [say.status, mono(`${machine.status} ${machine['SNF:task_state']}`.trim())],
          [say.owner, machine.user_id === person.uuid ? person.name : machine.user_id],
          [say.image, osName],
          [say.flavor, mono(flavor?.name ?? machine.flavor.id)],
          [say.created, exactTime(machine.created)],
          machine['SNF:fqdn'] !== null && [say.hostName, mono(machine['SNF:fqdn'])],
          names.length > 0 && [say.sshKeys, names.join(', ')],
        ]}
      />
      {addresses.length > 0 && <FactsCard title={say.addresses} facts={addresses} />}
    </>
  );
}

function mono(text: string | number) {
  return <span className="mono">{text}</span>;
}
