// The programs of an installation: `snf-component-register` and `snf-service-export`, by the name that comes first.
import { endWithReader, stopSignal } from '#platform/commands/stop-signal';
import { processEnvironment } from '#platform/settings';
import { componentRegister } from './component-register.ts';
import { leaveRoot } from './leave-root.ts';
import { serviceExport } from './service-export.ts';

process.umask(0o077);
endWithReader();
const signal = stopSignal();
const streams = {
  out: (text: string) => void process.stdout.write(text),
  err: (text: string) => void process.stderr.write(text),
};
const [program, ...argv] = process.argv.slice(2);
process.exitCode =
  program === 'snf-service-export'
    ? serviceExport(argv, streams)
    : await componentRegister(argv, {
        environment: processEnvironment(),
        streams,
        stdin: process.stdin,
        signal,
        leaveRootFor: leaveRoot,
      });
// what a stopped command was waiting for may never come
if (signal.aborted) process.exit();
