import type { InstanceDocument } from '#contract/ganeti';
import { argument, flag, hidden } from '#platform/commands/options';
import type { ServiceRun } from '#platform/commands/service-run';
import type { Compute } from '../../domain/compute.ts';
import { instanceName } from '../../domain/names.ts';
import { ClusterFailure } from '../../ganeti/cluster.ts';
import type { ServerRow } from '../../store/servers/servers.ts';
import { defineCommand } from '../command.ts';
import { displayMails } from '../display-mails.ts';
import { showJobs, showNics } from './machine-tables.ts';
import { serverOf } from './named-server.ts';
import { serverRecord, showTags } from './show-server.ts';

export const serverInspect = defineCommand({
  name: 'server-inspect',
  summary: 'Show what is known of a server here, and what its back end says of it',
  args: [argument('<server>', 'number, or name in the back end')],
  options: {
    jobs: flag('--jobs', 'also the jobs of the back end that are about it'),
    // Its owner's is shown anyway.
    displayMails: hidden(displayMails),
  },
  async run({ args: [word], options, ...run }) {
    const { service, out } = run;
    const server = await serverOf(service, word);
    out.show({
      ...(await serverRecord(service, server)),
      backendjobid: server.backendJobId,
      backendopcode: server.backendOpcode,
      backendjobstatus: server.backendJobStatus,
    });
    await showBelongings(run, server);
    const backend = await service.store.backends.find(server.backendId);
    if (backend === undefined) return out.note('Its back end is no more.');
    const name = instanceName(service.settings.BACKEND_PREFIX_ID, server.id);
    try {
      const cluster = service.clusterOf(backend);
      const instance = await cluster.instance(name);
      if (instance === undefined) out.note(`${backend.clustername} has no machine ${name}.`);
      else showInstance(run, instance);
      if (options.jobs) showJobs(run, await cluster.jobs(), name);
    } catch (error) {
      if (!(error instanceof ClusterFailure)) throw error;
      out.note(`${backend.clustername} cannot be asked: ${error.message}`);
    }
  },
});

type Out = Pick<ServiceRun<Compute>, 'out'>;

async function showBelongings(
  { service, out }: Pick<ServiceRun<Compute>, 'service' | 'out'>,
  { id }: ServerRow,
): Promise<void> {
  const { store } = service;
  const ports = await store.ports.of(id);
  out.table(
    ['id', 'index', 'network', 'state', 'mac', 'ipv4', 'ipv6', 'firewall'],
    ports.map((port) => [
      port.id,
      port.index,
      port.networkId,
      port.state,
      port.mac,
      port.ipv4,
      port.ipv6,
      port.firewall,
    ]),
    'Ports',
  );
  await showTags({ service, out }, id);
  const volumes = await store.volumes.of(id);
  out.table(
    ['id', 'index', 'size', 'status', 'source'],
    volumes.map(({ id: volume, index, size, status, source }) => [volume, index, size, status, source]),
    'Volumes',
  );
}

const SHOWN = [
  'name',
  'oper_state',
  'admin_state',
  'status',
  'pnode',
  'snodes',
  'network_port',
  'disk_template',
  'disk_usage',
  'oper_ram',
  'oper_vcpus',
] as const;

function showInstance({ out }: Out, instance: InstanceDocument): void {
  const time = (seconds: number): Date => new Date(seconds * 1000);
  const facts: [string, unknown][] = [
    ...SHOWN.map((key): [string, unknown] => [key, instance[key]]),
    ['mtime', time(instance.mtime)],
    ['ctime', time(instance.ctime)],
    ...Object.entries(instance.hvparams).map(([key, value]): [string, unknown] => [`hvparams ${key}`, value]),
  ];
  out.table(['field', 'value'], facts, 'Machine in the back end');
  showNics({ out }, instance);
  out.table(
    ['index', 'name', 'size'],
    instance['disk.sizes'].map((size, index) => [index, instance['disk.names'][index], size]),
    'Disks in the back end',
  );
  if (instance.tags.length > 0)
    out.table(
      ['tag'],
      instance.tags.map((tag) => [tag]),
      'Tags in the back end',
    );
}
