import { existsSync } from 'node:fs';
import { parseOptions } from './cloud/options.ts';
import { runCloud } from './cloud/run-cloud.ts';
import { StartError } from './platform/start-error.ts';
import { NewerSchemaError } from './platform/database.ts';
import { processEnvironment, SettingsError } from './platform/settings.ts';

process.umask(0o077);

const options = parseOptions(process.argv.slice(2), processEnvironment(), existsSync);

try {
  process.exitCode = await runCloud(options);
} catch (error) {
  // Reasons that one sentence explains are said in one; anything else is a defect and shows where.
  const explained =
    error instanceof StartError || error instanceof SettingsError || error instanceof NewerSchemaError;
  process.stderr.write(
    explained ? `synnefo: ${error.message}\n` : `synnefo: ${(error as Error).stack ?? String(error)}\n`,
  );
  process.exitCode = 1;
}
