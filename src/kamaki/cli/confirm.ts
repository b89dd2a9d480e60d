import { createInterface } from 'node:readline/promises';
import type { World } from './world.ts';

/** Asks on standard error and reads one line of the answer; only one that begins with y is a yes. */
export async function confirm(world: World, question: string): Promise<boolean> {
  world.stderr.write(`${question} [y/N]: `);
  const answer = await readLine(world);
  if (answer === undefined) world.stderr.write('\n');
  return /^y/i.test(answer ?? '');
}

/** The first line of standard input; nothing when it ends before one, or the user stops the run. */
export async function readLine(world: World): Promise<string | undefined> {
  const lines = createInterface({ input: world.stdin, terminal: false });
  const close = (): void => lines.close();
  world.signal.addEventListener('abort', close);
  try {
    for await (const line of lines) return line.trim();
    return undefined;
  } finally {
    world.signal.removeEventListener('abort', close);
    lines.close();
  }
}

/** A secret: typed unseen at a terminal, else the first line of standard input. */
export async function readSecret(world: World, message: string): Promise<string | undefined> {
  if (world.stdin.isTTY !== true) return readLine(world);
  const { password } = await import('@inquirer/prompts');
  return password(
    { message, mask: false },
    { output: world.stderr as NodeJS.WriteStream, signal: world.signal },
  );
}
