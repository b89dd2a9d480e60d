import { becomeOwner } from '#cloud/leave-root';
import { processEnvironment } from '#platform/settings';
import { manage } from './manage.ts';

process.umask(0o077);
process.exitCode = await manage(process.argv.slice(2), processEnvironment(), undefined, becomeOwner);
