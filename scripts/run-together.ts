import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

import type { RunEvent } from './test-events.ts';

/** Of what a process writes for people: so many lines are shown with a failure. */
const KEPT_LINES = 15;

/** Files that one process runs, one after the other: what they share is loaded once. */
export interface Batch {
  files: readonly string[];
  /** That one test may take. */
  timeoutMs: number;
  environment: NodeJS.ProcessEnv;
}

/** Runs the files and tells what ends as it does. A process that ends badly without a failed test is a failure itself. */
export async function runTogether(
  { files, timeoutMs, environment }: Batch,
  tell: (event: RunEvent) => void,
): Promise<void> {
  const root = join(import.meta.dirname, '..');
  const child = spawn(
    process.execPath,
    [join(import.meta.dirname, 'run-files.ts'), String(timeoutMs), ...files],
    {
      cwd: root,
      env: environment,
      stdio: ['ignore', 'pipe', 'pipe'],
      // one that something keeps alive after its last test would hold the run for ever
      timeout: timeoutMs * files.length,
      killSignal: 'SIGKILL',
    },
  );
  const ended = once(child, 'exit') as Promise<[number | null, string | null]>;
  const written: string[] = [];
  createInterface({ input: child.stderr }).on('line', (line) => keepLast(written, line));
  let hasFailed = false;
  for await (const line of createInterface({ input: child.stdout })) {
    const event = parseEvent(line);
    if (event === undefined) continue;
    const isFailure = 'outcome' in event && event.outcome === 'failed';
    hasFailed ||= isFailure;
    tell(isFailure ? { ...event, written: [...written] } : event);
  }
  const [code, signal] = await ended;
  if (code === 0 || hasFailed) return;
  tell({
    title: 'a file of these',
    file: join(root, files[0] ?? ''),
    line: 0,
    outcome: 'failed',
    milliseconds: 0,
    failure: `its process ended with ${code ?? signal}; it ran ${files.join(', ')}`,
    written,
  });
}

/** What tests write stands between the events. */
function parseEvent(line: string): RunEvent | undefined {
  if (!line.startsWith('{')) return undefined;
  try {
    const event = JSON.parse(line) as RunEvent;
    return 'outcome' in event || 'seconds' in event || 'processorSeconds' in event ? event : undefined;
  } catch {
    return undefined; // something else that begins with a brace
  }
}

function keepLast(lines: string[], line: string): void {
  if (line !== '') lines.push(line);
  if (lines.length > KEPT_LINES) lines.shift();
}
