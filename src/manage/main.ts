import { endWithReader, stopSignal } from '#platform/commands/stop-signal';
import { processEnvironment } from '#platform/settings';
import { leaveRoot } from './leave-root.ts';
import { manage } from './manage.ts';

process.umask(0o077);
endWithReader();
const signal = stopSignal();
process.exitCode = await manage(process.argv.slice(2), processEnvironment(), {
  signal,
  leaveRootFor: leaveRoot,
  // other users of the machine see the line of each process
  onSecretLine: (words) => (process.title = ['snf-manage', ...words].join(' ')),
});
// what a stopped command was waiting for may never come
if (signal.aborted) process.exit();
