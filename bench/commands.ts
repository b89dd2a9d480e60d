import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const PROGRAM = join(import.meta.dirname, '..', 'bin', 'snf-manage');
const ROUNDS = 6;

/** Seconds that a short command of `snf-manage` takes from its start to its end: the best of some, and their processor time. */
export function secondsOfCommand(dataDirectory: string): { best: number; processor: number } {
  const times: number[] = [];
  const before = childrenSeconds();
  for (let round = 0; round < ROUNDS; round += 1) {
    const began = performance.now();
    const { status, stderr } = spawnSync(PROGRAM, ['user-list', '--data-dir', dataDirectory], {
      encoding: 'utf8',
    });
    if (status !== 0) throw new Error(`user-list failed: ${stderr}`);
    times.push((performance.now() - began) / 1000);
  }
  return { best: Math.min(...times), processor: (childrenSeconds() - before) / ROUNDS };
}

/** Of the children that have ended, in hundredths. */
function childrenSeconds(): number {
  const stat = readFileSync('/proc/self/stat', 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[13]) + Number(fields[14])) / 100;
}
