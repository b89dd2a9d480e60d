import { join } from 'node:path';

import { systemClock } from '#platform/clock';
import { startPostgres } from '#platform/embedded-postgres/start';
import { silentLog } from '#platform/telemetry/log';

// A supervisor in a process of its own, so that a test can kill it: told what to start, it says the server's process id.
process.once('message', async (message) => {
  const { directory, passwords } = JSON.parse(String(message)) as {
    directory: string;
    passwords: [string, string][];
  };
  const server = await startPostgres({
    dataDirectory: join(directory, 'postgres'),
    runDirectory: join(directory, 'run'),
    superuserPassword: new Map(passwords).get('postgres') ?? '',
    databases: passwords
      .filter(([name]) => name !== 'postgres')
      .map(([name, password]) => ({ name, password })),
    log: silentLog,
    clock: systemClock,
  });
  process.send?.(server.pid());
});
