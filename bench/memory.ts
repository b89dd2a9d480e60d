import { readdirSync, readFileSync } from 'node:fs';

export interface ProcessMemory {
  name: string;
  /** Resident, with everything shared counted in full. */
  residentMiB: number;
  /** Resident, with what is shared divided among those who share it: these add up. */
  shareMiB: number;
}

/** The memory of a process and all its descendants, the largest first. */
export function memoryOfTree(root: number): ProcessMemory[] {
  return treeOf(root)
    .map(memoryOf)
    .sort((a, b) => b.shareMiB - a.shareMiB);
}

/** A process and all its descendants. */
export function treeOf(root: number): number[] {
  const parents = new Map<number, number>();
  for (const name of readdirSync('/proc')) {
    if (/^\d+$/.test(name)) parents.set(Number(name), parentOf(Number(name)));
  }
  const inTree = (pid: number): boolean => pid === root || (pid > 1 && inTree(parents.get(pid) ?? 0));
  return [...parents.keys()].filter(inTree);
}

/** The parent of a process; 0 when it has ended. */
function parentOf(pid: number): number {
  const stat = readText(`/proc/${pid}/stat`);
  return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1] ?? 0);
}

function memoryOf(pid: number): ProcessMemory {
  const rollup = readText(`/proc/${pid}/smaps_rollup`);
  const kilobytes = (name: string): number =>
    Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(rollup)?.[1] ?? 0);
  const words = readText(`/proc/${pid}/cmdline`).split('\0');
  const name = (words[0] ?? '')
    .replace(/^\/.*\//, '')
    .replace(/^postgres$/, 'postgres (server)')
    .trim();
  return { name: name.slice(0, 60), residentMiB: kilobytes('Rss') / 1024, shareMiB: kilobytes('Pss') / 1024 };
}

/** A process may end between being listed and being read. */
function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (['ENOENT', 'ESRCH'].includes((error as NodeJS.ErrnoException).code ?? '')) return '';
    throw error;
  }
}
