import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { explainStartFailure } from './cloud/start-failure.ts';

process.umask(0o077);

// Loaded here, so that a package that is missing or unreadable is told like any other reason not to start.
let dataDirectory = resolve('data');
try {
  const [{ parseOptions }, { runCloud }, { processEnvironment }] = await Promise.all([
    import('./cloud/options.ts'),
    import('./cloud/run-cloud.ts'),
    import('./platform/settings.ts'),
  ]);
  const options = parseOptions(process.argv.slice(2), processEnvironment(), existsSync);
  dataDirectory = options.dataDirectory;
  process.exitCode = await runCloud(options);
} catch (error) {
  process.stderr.write(`synnefo: ${explainStartFailure(error, dataDirectory)}\n`);
  process.exitCode = 1;
}
