import type { InstanceDocument, JobDocument } from '#contract/ganeti';
import type { ServiceRun } from '#platform/commands/service-run';
import type { Compute } from '../../domain/compute.ts';

type Out = Pick<ServiceRun<Compute>, 'out'>;

/** The cards that a back end's machine has, or one of them by its name. */
export function showNics({ out }: Out, instance: InstanceDocument, name?: string): void {
  const rows = instance['nic.macs'].map((mac, index) => [
    index,
    instance['nic.names'][index],
    instance['nic.networks.names'][index],
    mac,
    instance['nic.ips'][index],
  ]);
  out.table(
    ['index', 'name', 'network', 'mac', 'ip'],
    name === undefined ? rows : rows.filter(([, named]) => named === name),
    'NICs in the back end',
  );
}

/** The jobs of a back end that are about a machine. */
export function showJobs({ out }: Out, jobs: readonly JobDocument[], machine: string): void {
  out.table(
    ['id', 'status', 'summary', 'opstatus', 'start_ts', 'end_ts'],
    jobs
      .filter((job) => isAbout(job, machine))
      .map(({ id, status, summary, opstatus, start_ts: start, end_ts: end }) => [
        id,
        status,
        summary,
        opstatus,
        start === null ? null : new Date(start[0] * 1000),
        end === null ? null : new Date(end[0] * 1000),
      ]),
    'Jobs',
  );
}

/** By the whole name: `snf-4` is not a part of `snf-42`. */
function isAbout({ summary }: JobDocument, name: string): boolean {
  return (summary ?? []).some((text) => text.split(/[(),\s]/).includes(name));
}
