import { PassThrough, Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { httpTransport } from '#contract/transport';
import type { Transport } from '#contract/transport';
import { runKamaki } from '#kamaki/run';
import { KamakiUser } from './kamaki-process.ts';
import type { Finished } from './kamaki-process.ts';

/** A user whose commands run in this process: the same code over the same sockets, without half a second for each start. */
export class InProcessUser extends KamakiUser {
  /** Whether standard input is a terminal, where people are asked before things are destroyed. */
  atTerminal = false;
  private readonly transports = new Map<string, Transport>();

  override async run(line: string | readonly string[], input = ''): Promise<Finished> {
    const words = typeof line === 'string' ? line.split(' ') : line;
    const stdout = new PassThrough();
    const stderr = new PassThrough();
    const said = Promise.all([textOf(stdout), textOf(stderr)]);
    const code = await runKamaki(words, {
      stdin: Object.assign(Readable.from(input === '' ? [] : [Buffer.from(input)]), {
        isTTY: this.atTerminal,
      }),
      stdout,
      stderr,
      configPath: this.settings,
      home: this.folder,
      signal: new AbortController().signal,
      transportTo: (origin) => {
        const known = this.transports.get(origin) ?? httpTransport(origin);
        this.transports.set(origin, known);
        return known;
      },
      monotonic: () => performance.now(),
      sleep: (milliseconds) => sleep(milliseconds),
    });
    stdout.end();
    stderr.end();
    const [answers, remarks] = await said;
    return { code, stdout: answers, stderr: remarks };
  }
}

async function textOf(stream: PassThrough): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}
