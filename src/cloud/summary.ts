import { join, relative } from 'node:path';
import type { SetUp } from './first-start.ts';
import type { RunningCloud } from './start-cloud.ts';

/** The one screen that says where the cloud is, how to get in, and what it cannot do here. */
export function summaryOf(
  cloud: RunningCloud,
  setUp: SetUp,
  { seconds, stayedRoot }: { seconds: number; stayedRoot: string | undefined },
): string {
  const { dataDirectory, baseUrl } = cloud.cloud.contextFor('gateway');
  const lines = [`Synnefo is ready (${seconds.toFixed(1)} s).`, ''];
  if (cloud.running.has('gateway')) lines.push(`  Address    ${baseUrl}`);
  lines.push(...accountLines(setUp, dataDirectory));
  lines.push(`  Machines   ${machinesLine(setUp)}`);
  const { hypervisor } = setUp;
  if (hypervisor?.acceleration != null && hypervisor.outboundReason !== null)
    lines.push(`  Internet   machines have no way out: ${hypervisor.outboundReason}`);
  if (setUp.imageProblem !== undefined) lines.push(`  Image      no sample image: ${setUp.imageProblem}`);
  if (stayedRoot !== undefined) lines.push(`  Root       everything runs as root: ${stayedRoot}`);
  lines.push(`  Data       ${shortPath(dataDirectory)}`, '');
  lines.push('  Stop with Ctrl-C; the next start finds everything as it was.', '');
  return `${lines.join('\n')}\n`;
}

function accountLines(setUp: SetUp, dataDirectory: string): string[] {
  const file = shortPath(join(dataDirectory, 'admin.json'));
  const { account, firstTime } = setUp;
  if (account === undefined) return [];
  // Once only: from then on it stands in the file alone.
  if (firstTime)
    return [`  Log in     ${account.email}`, `  Password   ${account.password}   (kept in ${file})`];
  return [`  Log in     ${account.email}, password in ${file}`];
}

function machinesLine({ hypervisor }: SetUp): string {
  if (hypervisor === undefined) return 'run by other processes of this cloud';
  if (hypervisor.acceleration === 'kvm') return 'hardware virtualisation (KVM)';
  if (hypervisor.acceleration === 'tcg') {
    return `emulated (${hypervisor.emulationReason}): slow, and for trusted users only`;
  }
  return `cannot boot here. ${hypervisor.reason ?? ''}`;
}

function shortPath(path: string): string {
  const near = relative(process.cwd(), path);
  return near === '' ? '.' : near.startsWith('..') ? path : near;
}
