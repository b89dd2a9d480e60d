import { argument, choice, count } from '#platform/commands/options';
import { CommandError, usageError } from '#platform/commands/command-error';
import { isRefusal } from '#contract/refusal';
import type { NetworkClient } from '#contract/network-client';
import { defineCommand, type Run } from '../cli/command.ts';
import { type Document, textOf } from '../client/document.ts';

const STATES = ['BUILD', 'ACTIVE', 'DOWN', 'ERROR'] as const;
const BETWEEN_LOOKS_MS = 1000;
const LONGEST_WAIT_S = 60;

export const portWait = defineCommand({
  name: 'port wait',
  summary: 'Wait until a port has a status, or has left one',
  args: [argument('<port_id>')],
  options: {
    timeout: count('--timeout <seconds>', `give up after so long (default ${LONGEST_WAIT_S})`),
    status: choice('--status <status>', 'the same as --while', STATES),
    while: choice('--while <status>', 'wait while it has this one; BUILD unless said', STATES),
    until: choice('--until <status>', 'wait until it has this one', STATES),
  },
  async run({ args, options, ...run }) {
    const { status, while: leaving = status, until } = options;
    if (until !== undefined && leaving !== undefined) throw usageError('Give --while or --until, not both.');
    const port = await waitForPort(run, args[0], {
      isDone: (now) => (until === undefined ? now !== (leaving ?? 'BUILD') : now === until),
      seconds: options.timeout,
    });
    if (port === undefined) throw new CommandError(`Port ${args[0]} was deleted.`);
    if (run.out.format === 'json') run.out.json(port);
    else run.out.note(`Port ${args[0]} is ${textOf(port, 'status')}`);
  },
});

/** Looks every second until the port is as it should be, and answers it; undefined when it is gone. */
export async function waitForPort(
  { cloud, world }: Pick<Run, 'cloud' | 'world'>,
  id: string,
  waiting: { isDone(status: string): boolean; seconds?: number | undefined },
): Promise<Document | undefined> {
  const networks = await cloud().networks();
  const seconds = waiting.seconds ?? LONGEST_WAIT_S;
  const end = world.monotonic() + seconds * 1000;
  for (;;) {
    const port = await portThatMayBeGone(networks, id);
    if (port === undefined) return undefined;
    const status = textOf(port, 'status');
    if (waiting.isDone(status)) return port;
    if (status === 'ERROR') throw new CommandError(`Port ${id} is in ERROR.`);
    if (world.monotonic() >= end) throw new CommandError(`Port ${id} is still ${status} after ${seconds} s.`);
    await world.sleep(BETWEEN_LOOKS_MS);
  }
}

async function portThatMayBeGone(networks: NetworkClient, id: string): Promise<Document | undefined> {
  try {
    return await networks.port(id);
  } catch (error) {
    if (isRefusal(error, 'port_not_found')) return undefined;
    throw error;
  }
}
