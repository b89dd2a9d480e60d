import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { isInstalled, runTool, ToolError } from '#platform/run-tool';
import type { AgentOrder } from './namespace-agent.ts';

/** Why namespaces cannot be tried here; false when they can. */
export async function cannotMakeNamespaces(): Promise<string | false> {
  for (const program of ['nft', 'conntrack', 'socat', 'ip'])
    if (!(await isInstalled(program))) return missing(`${program} is not installed`);
  try {
    await runTool('unshare', ['--user', '--map-root-user', '--net', 'true']);
    return false;
  } catch (error) {
    if (!(error instanceof ToolError)) throw error;
    return missing('this host forbids user namespaces');
  }
}

function missing(reason: string): string {
  if (process.env['CI']) throw new Error(reason);
  return `*** NOT RUN: ${reason}`;
}

const KEEPER = `set -eu
mount -t tmpfs -o mode=755 n /run
mkdir /run/netns
ip link set lo up
echo 1 > /proc/sys/net/ipv4/ip_forward
echo ready
cat > /dev/null`;

/**
 * Network namespaces as an ordinary user makes them, also where root runs the tests: whoever is in them has rights over them
 * alone. They end with whoever made them.
 */
export class Namespaces {
  readonly #keeper: ChildProcess;
  readonly #pid: string;
  readonly #agents = new Map<string, Agent>();

  private constructor(keeper: ChildProcess, pid: string) {
    this.#keeper = keeper;
    this.#pid = pid;
  }

  static async open(): Promise<Namespaces> {
    const words = '--user --map-root-user --mount --net --pid --fork --kill-child --mount-proc sh -c'.split(
      ' ',
    );
    const keeper = spawn('unshare', [...words, KEEPER], { stdio: ['pipe', 'pipe', 'ignore'] });
    await once(createInterface({ input: keeper.stdout! }), 'line');
    const children = await readFile(`/proc/${keeper.pid}/task/${keeper.pid}/children`, 'utf8');
    return new Namespaces(keeper, children.trim());
  }

  /** Runs a program in a namespace, or in the outer one. */
  run(name: string | null, program: string, args: string[], input?: string): Promise<string> {
    const [first = '', ...words] = this.#enter(name, [program, ...args]);
    return runTool(first, words, { timeoutMs: 20_000, ...(input === undefined ? {} : { input }) });
  }

  /** Runs lines of a shell. */
  sh(name: string | null, script: string): Promise<string> {
    return this.run(name, 'sh', ['-eu'], script);
  }

  /** A process that goes on, in a namespace. */
  spawn(name: string, args: string[]): ChildProcess {
    const [first = '', ...words] = this.#enter(name, args);
    return spawn(first, words, { stdio: ['pipe', 'ignore', 'pipe'] });
  }

  /** A machine's programs, in its namespace. */
  ask(name: string | null, order: AgentOrder): Promise<string> {
    const known = this.#agents.get(name ?? '');
    const [first = '', ...words] = this.#enter(name, [
      process.execPath,
      join(import.meta.dirname, 'namespace-agent.ts'),
    ]);
    const agent = known ?? new Agent(spawn(first, words, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] }));
    this.#agents.set(name ?? '', agent);
    return agent.ask(order);
  }

  async close(): Promise<void> {
    const gone = once(this.#keeper, 'exit');
    process.kill(Number(this.#pid), 'SIGKILL');
    await gone;
  }

  #enter(name: string | null, command: string[]): string[] {
    const net = name === null ? '--net' : `--net=/proc/${this.#pid}/root/run/netns/${name}`;
    return ['nsenter', '-t', this.#pid, '-U', '-m', '-p', net, '--preserve-credentials', '--', ...command];
  }
}

class Agent {
  readonly #child: ChildProcess;
  #number = 0;

  constructor(child: ChildProcess) {
    child.setMaxListeners(0);
    this.#child = child;
  }

  async ask(order: AgentOrder): Promise<string> {
    const number = (this.#number += 1);
    const answered = new Promise<string>((resolve, reject) => {
      const take = (message: unknown): void => {
        const { number: of, answer } = message as { number: number; answer: string };
        if (of !== number) return;
        this.#child.off('message', take);
        this.#child.off('exit', fail);
        resolve(answer);
      };
      const fail = (): void => reject(new Error(`the machine ended while it did ${JSON.stringify(order)}`));
      this.#child.on('message', take);
      this.#child.once('exit', fail);
    });
    this.#child.send({ number, order });
    return answered;
  }
}
