import { manage } from './manage.ts';
import { processEnvironment } from '#platform/settings';

process.umask(0o077);
process.exitCode = await manage(process.argv.slice(2), processEnvironment());
