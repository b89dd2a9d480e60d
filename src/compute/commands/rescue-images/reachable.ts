import { CommandError } from '#platform/commands/command-error';

const DEADLINE_MS = 10_000;

/** Throws unless a medium with an address is there: 200 to HEAD, as nodes will ask for it. Files are on nodes, and are not looked at. */
export async function requireReachable(
  location: string,
  type: 'http' | 'file' | undefined,
  signal: AbortSignal,
): Promise<void> {
  if (type === 'file' || (type === undefined && !/^https?:/.test(location))) return;
  const deadline = AbortSignal.any([signal, AbortSignal.timeout(DEADLINE_MS)]);
  const status = await fetch(location, { method: 'HEAD', redirect: 'manual', signal: deadline }).then(
    (reply) => reply.status,
    (cause: unknown) => {
      throw new CommandError(`${location} does not answer.`, { cause });
    },
  );
  if (status !== 200) throw new CommandError(`${location} answers ${status} instead of 200.`);
}
