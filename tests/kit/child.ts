import { spawn } from 'node:child_process';

/** How a process ended, and all it said. */
export interface EndedChild {
  code: number | null;
  signal: NodeJS.Signals | null;
  output: string;
}

/** Runs a file of ours in a process of its own until it ends or dies. */
export function runChild(file: string, ...args: string[]): Promise<EndedChild> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [file, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (piece: Buffer) => (output += piece.toString()));
    child.once('error', reject);
    child.once('close', (code, signal) => resolve({ code, signal, output }));
  });
}
