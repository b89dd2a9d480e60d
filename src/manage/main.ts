import { processEnvironment } from '#platform/settings';
import { manage } from './manage.ts';

process.umask(0o077);
process.exitCode = await manage(process.argv.slice(2), processEnvironment(), undefined, leaveRoot);

/** Only root has anything to leave, and needs the code for it. */
async function leaveRoot(dataDirectory: string): Promise<void> {
  if (process.getuid?.() === 0) (await import('#cloud/become-owner')).becomeOwner(dataDirectory);
}
