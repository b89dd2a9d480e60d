import type { Run } from '../cli/command.ts';
import { defineCommand } from '../cli/command.ts';
import { argument, count, text } from '#platform/commands/options';
import { numberOf, partOf, textOf } from '../client/document.ts';
import type { Document } from '../client/document.ts';
import type { ComputeClient } from '#contract/compute-client';
import { CommandError, usageError } from '#platform/commands/command-error';

const STATES = ['BUILD', 'ACTIVE', 'STOPPED', 'REBOOT', 'RESIZE', 'ERROR', 'DELETED'];
/** A state that a machine only passes through can be waited out, not waited for. */
const PASSING = ['BUILD', 'REBOOT', 'RESIZE'];
const BETWEEN_LOOKS_MS = 1000;
/** An emulated machine takes minutes where one with hardware help takes seconds. */
const LONGEST_WAIT_S = 600;

export const serverWait = defineCommand({
  name: 'server wait',
  summary: 'Wait until a server has a status',
  help: `kamaki server wait 42 ACTIVE           until it is ACTIVE
kamaki server wait 42                  until it is not in BUILD any more
kamaki server wait 42 --status ACTIVE  until it is not ACTIVE any more (as in version 0.16)
A server that ends in ERROR ends the wait with an error.`,
  args: [argument('<server_id>'), argument('[status]')],
  options: {
    status: text('--status <status>', 'wait while it has this status'),
    timeout: count('--timeout <seconds>', `give up after so long (default ${LONGEST_WAIT_S})`),
  },
  async run({ args, options, ...run }) {
    const [id, goal] = args;
    const isPassing = goal !== undefined && PASSING.includes(goal.toUpperCase());
    const state = stateName(goal ?? options.status ?? 'BUILD');
    const isDone =
      goal !== undefined && !isPassing ? (now: string) => now === state : (now: string) => now !== state;
    const server = await waitForServer(run, id, {
      isDone,
      wanted: goal !== undefined && !isPassing ? state : undefined,
      seconds: options.timeout ?? LONGEST_WAIT_S,
    });
    if (run.out.format === 'json') run.out.json(server);
    else run.out.note(`Server ${id} is ${textOf(server, 'status')}`);
  },
});

/** What a wait is for. */
export interface Waiting {
  isDone(status: string): boolean;
  /** The state that is hoped for; ERROR instead of it is a failure. Undefined: any other state will do, but not ERROR. */
  wanted: string | undefined;
  seconds?: number;
}

/** Looks every second, shows the build's progress, and answers the server when the wait is over. */
export async function waitForServer(
  run: Pick<Run, 'cloud' | 'out' | 'world'>,
  id: string,
  waiting: Waiting,
): Promise<Document> {
  const { out, world } = run;
  const compute = await run.cloud().compute();
  const seconds = waiting.seconds ?? LONGEST_WAIT_S;
  const end = world.monotonic() + seconds * 1000;
  const bar = out.percentBar(`Server ${id}`);
  try {
    for (;;) {
      const server = await compute.server(id);
      const status = textOf(server, 'status');
      // A server that is still rebooting, or told to stop, has the status of before: what is under way must be over, too.
      const task = textOf(server, 'SNF:task_state');
      bar.set(numberOf(server, 'progress'), task === '' ? status : `${status} ${task}`);
      if (status === 'ERROR' && waiting.wanted !== 'ERROR')
        throw new CommandError(`Server ${id} is in ERROR: ${await reasonOf(compute, server)}`);
      if (waiting.isDone(status) && (task === '' || status === 'DELETED')) return server;
      if (status === 'DELETED') throw new CommandError(`Server ${id} was deleted.`);
      if (world.monotonic() >= end)
        throw new CommandError(
          `Server ${id} is still ${status}${task === '' ? '' : ` (${task})`} after ${seconds} s; wait on with: kamaki server wait ${id}${waiting.wanted === undefined ? '' : ` ${waiting.wanted}`}`,
        );
      await world.sleep(BETWEEN_LOOKS_MS);
    }
  } finally {
    bar.stop();
  }
}

/** The newest diagnostic is what the user can act on. */
async function reasonOf(compute: ComputeClient, server: Document): Promise<string> {
  const own = Array.isArray(server['diagnostics']) ? (server['diagnostics'] as unknown[]) : [];
  const newest = own[0] ?? (await newestDiagnostic(compute, textOf(server, 'id')));
  const { message, details } = partOf({ newest }, 'newest');
  const text = [message, details]
    .filter((part) => typeof part === 'string' && part !== '')
    .join(': ')
    .replaceAll(/\s+/g, ' ');
  return text === ''
    ? `no reason was recorded. It can be deleted with: kamaki server delete ${textOf(server, 'id')}`
    : text;
}

async function newestDiagnostic(compute: ComputeClient, id: string): Promise<unknown> {
  const list = await compute.diagnostics(id);
  return Array.isArray(list) ? list[0] : undefined;
}

function stateName(word: string): string {
  const state = word.toUpperCase();
  if (!STATES.includes(state))
    throw usageError(`A server's status is one of ${STATES.join(', ')}, not "${word}".`);
  return state;
}
