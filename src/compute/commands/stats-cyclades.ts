import { writeFile } from 'node:fs/promises';
import { CommandError } from '#platform/commands/command-error';
import { bool, text, withDefault } from '#platform/commands/options';
import type { ServiceRun } from '#platform/commands/service-run';
import type { CloudStatistics } from '#contract/cloud-statistics';
import { backendNamed, cloudStatistics } from '../domain/cloud-statistics.ts';
import type { Compute } from '../domain/compute.ts';
import { defineCommand } from './command.ts';

const part = (flags: string, help: string) => withDefault(bool(`${flags} <bool>`, help), true);

export const statsCyclades = defineCommand({
  name: 'stats-cyclades',
  summary: 'Show the cloud in numbers: what clusters carry, servers, addresses, networks, images',
  options: {
    backend: text('--backend <id>', 'only a back end, by number or name'),
    clusters: part('--clusters', 'what each cluster carries'),
    nodes: part('--cluster-details', 'what its nodes have'),
    servers: part('--servers', 'servers by state and size'),
    ipPools: part('--ip-pools', 'addresses of floating IPs'),
    networks: part('--networks', 'networks by type'),
    images: part('--images', 'images by owner and system'),
    file: text('--json-file <file>', 'write them as JSON to this file, which must not be there yet'),
  },
  async run({ service, options, out }) {
    const { backend: word, file, ...parts } = options;
    const backend = word === undefined ? undefined : await backendNamed(service, word);
    const statistics = await cloudStatistics(service, { ...parts, backend });
    if (file === undefined) return show(out, statistics);
    try {
      await writeFile(file, `${JSON.stringify(statistics, undefined, 4)}\n`, { flag: 'wx' });
    } catch (cause) {
      throw new CommandError(`${file} cannot be written: ${(cause as Error).message}`, { cause });
    }
    out.note(`Wrote the statistics to ${file}.`);
  },
});

function show(out: ServiceRun<Compute>['out'], statistics: CloudStatistics): void {
  const { datetime, clusters, servers, ip_pools: pools, networks, images } = statistics;
  out.show({ datetime });
  if (clusters !== undefined)
    out.table(
      ['cluster', 'drained', 'offline', 'nodes', 'servers', 'cpu', 'cpus', 'ram', 'rams', 'disk', 'disks'],
      Object.entries(clusters).map(([name, cluster]) => {
        const nodes = Object.values(cluster.nodes);
        const sum = (key: 'ctotal' | 'mtotal' | 'dtotal'): number =>
          nodes.reduce((total, node) => total + node[key], 0);
        return [
          name,
          cluster.drained,
          cluster.offline,
          nodes.length,
          cluster.virtual_servers,
          cluster.virtual_cpu,
          sum('ctotal'),
          cluster.virtual_ram,
          sum('mtotal') * 2 ** 20,
          cluster.virtual_disk,
          sum('dtotal') * 2 ** 20,
        ];
      }),
      'Clusters',
    );
  if (servers !== undefined)
    out.table(
      ['state', 'count', 'cpu', 'ram', 'disk'],
      Object.entries(servers).map(([state, { count, cpu, ram, disk }]) => [
        state,
        count,
        counts(cpu),
        counts(ram),
        Object.entries(disk).map(([template, sizes]) => `${template}: ${counts(sizes).join(' ')}`),
      ]),
      'Servers',
    );
  if (pools !== undefined)
    out.table(
      ['pools', 'count', 'total', 'free'],
      Object.entries(pools).map(([state, { count, total, free }]) => [state, count, total, free]),
      'Floating IPs',
    );
  if (networks !== undefined)
    out.table(
      ['type', 'active', 'error'],
      Object.entries(networks).map(([type, { active, error }]) => [type, active, error]),
      'Networks',
    );
  if (images !== undefined) out.table(['image', 'count'], Object.entries(images).sort(), 'Images');
}

/** `2x1 5x4`: two of size 1, five of size 4. */
function counts(sizes: Record<string, number>): string[] {
  return Object.entries(sizes).map(([size, count]) => `${count}x${size}`);
}
