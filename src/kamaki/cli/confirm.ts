import { createInterface } from 'node:readline/promises';
import type { World } from './world.ts';

/** Asks on standard error, reads one line of standard input; only an answer that begins with y is a yes. */
export async function confirm(world: World, question: string): Promise<boolean> {
  const lines = createInterface({ input: world.stdin, terminal: false });
  try {
    world.stderr.write(`${question} [y/N]: `);
    for await (const line of lines) return /^y/i.test(line.trim());
    world.stderr.write('\n');
    return false;
  } finally {
    lines.close();
  }
}
