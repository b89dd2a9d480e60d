import { join, relative } from 'node:path';
import type { CompletedSetUp } from './first-start.ts';
import type { RunningCloud } from './start-cloud.ts';

/** The one screen that says where the cloud is, how to get in, and what it cannot do here. */
export function summaryOf(
  cloud: RunningCloud,
  setUp: CompletedSetUp,
  { seconds, stayedRoot }: { seconds: number; stayedRoot: string | undefined },
): string {
  const { baseUrl } = cloud.cloud;
  const dataDirectory = cloud.data.path;
  const lines = [`Synnefo is ready (${seconds.toFixed(1)} s).`, ''];
  if (cloud.running.has('gateway')) lines.push(`  Address    ${baseUrl}`);
  lines.push(...accountLines(setUp, dataDirectory));
  const notices = [...cloud.notices, ...setUp.problems.map((text) => ({ label: 'Image', text }))];
  if (!notices.some(({ label }) => label === 'Machines'))
    notices.unshift({ label: 'Machines', text: 'run by other processes of this cloud' });
  lines.push(...notices.map(({ label, text }) => `  ${label.padEnd(10)} ${text}`));
  if (stayedRoot !== undefined) lines.push(`  Root       everything runs as root: ${stayedRoot}`);
  lines.push(`  Data       ${shortPath(dataDirectory)}`, '');
  lines.push('  Stop with Ctrl-C; the next start finds everything as it was.', '');
  return `${lines.join('\n')}\n`;
}

function accountLines(setUp: CompletedSetUp, dataDirectory: string): string[] {
  const file = shortPath(join(dataDirectory, 'admin.json'));
  const { account, firstTime } = setUp;
  if (account === undefined) return [];
  // Once only: from then on it stands in the file alone.
  if (firstTime)
    return [`  Log in     ${account.email}`, `  Password   ${account.password}   (kept in ${file})`];
  return [`  Log in     ${account.email}, password in ${file}`];
}

function shortPath(path: string): string {
  const near = relative(process.cwd(), path);
  return near === '' ? '.' : near.startsWith('..') ? path : near;
}
