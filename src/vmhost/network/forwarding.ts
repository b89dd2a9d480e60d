import type { Socket } from 'node:net';
import { z } from 'zod';
import { readBody } from '#contract/transport';
import { parseJson } from '#contract/json';
import { connectToSocket } from '#platform/http/real-socket';

/** A port of the host could not be led to the machine; the message says why, fit to be shown. */
export class ForwardingError extends Error {
  override name = 'ForwardingError';
}

/** Address of a sandbox in the network between it and slirp4netns. */
const SANDBOX_ADDRESS = '198.18.0.100';

const TIMEOUT_MS = 10_000;
const MAX_ANSWER_BYTES = 1024 * 1024;

const Refusal = z.object({ error: z.object({ desc: z.string() }) });
const Forwards = z.object({
  entries: z.array(z.object({ host_addr: z.string(), host_port: z.number().int() })),
});

/** Where in its sandbox a machine listens for what comes in by a port of the host; QEMU leads it to port 22. */
export function forwardInSandbox(port: number): string {
  return `tcp:${SANDBOX_ADDRESS}:${port}-:22`;
}

/** The ports that a QEMU with these arguments waits for in its sandbox. */
export function forwardedPorts(words: readonly string[]): number[] {
  const pattern = new RegExp(`\\btcp:${SANDBOX_ADDRESS.replaceAll('.', '\\.')}:(\\d+)-:22\\b`, 'g');
  return words.flatMap((word) => [...word.matchAll(pattern)].map(([, port]) => Number(port)));
}

/**
 * Makes slirp4netns behind this socket lead these ports of the host's loopback to the same ports of the sandbox; those that
 * lead there already are left. Rejects with ForwardingError.
 */
export async function forwardPorts(socketPath: string, ports: readonly number[]): Promise<void> {
  if (ports.length === 0) return;
  const { entries } = Forwards.parse(await ask(socketPath, { execute: 'list_hostfwd' }));
  const present = new Set(
    entries.filter(({ host_addr }) => host_addr === '127.0.0.1').map(({ host_port }) => host_port),
  );
  for (const port of ports.filter((wanted) => !present.has(wanted))) {
    await ask(socketPath, {
      execute: 'add_hostfwd',
      arguments: {
        proto: 'tcp',
        host_addr: '127.0.0.1',
        host_port: port,
        guest_addr: SANDBOX_ADDRESS,
        guest_port: port,
      },
    });
  }
}

/** One question a connection, as slirp4netns wants it. */
async function ask(path: string, question: Record<string, unknown>): Promise<unknown> {
  const signal = AbortSignal.timeout(TIMEOUT_MS);
  let socket: Socket | undefined;
  const cut = (): unknown => socket?.destroy(new Error('no answer in time'));
  signal.addEventListener('abort', cut);
  try {
    socket = await connectToSocket(path, { allowHalfOpen: true });
    socket.end(JSON.stringify(question));
    const answer = parseJson((await readBody(socket, MAX_ANSWER_BYTES)).toString('utf8'));
    const refusal = Refusal.safeParse(answer);
    if (refusal.success) throw new Error(refusal.data.error.desc);
    return answer;
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    throw new ForwardingError(`The network of the machine could not be set up: ${error.message}`, {
      cause: error,
    });
  } finally {
    signal.removeEventListener('abort', cut);
    socket?.destroy();
  }
}
