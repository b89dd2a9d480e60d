import { globSync, readFileSync } from 'node:fs';

/** A process as the kernel describes it. */
export interface ProcessFacts {
  pid: number;
  parent: number;
  words: string[];
  /** Real, effective, saved and file system id. */
  uids: number[];
  gids: number[];
  groups: number[];
  /** All capabilities that it has or could take, as one hexadecimal number each. */
  capabilities: string[];
}

/** What the kernel says of a process; undefined when it is gone. */
export function factsOf(pid: number): ProcessFacts | undefined {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    const field = (name: string): string[] =>
      (new RegExp(`^${name}:[ \\t]*(.*)$`, 'm').exec(status)?.[1] ?? '').split(/\s+/).filter(Boolean);
    return {
      pid,
      parent: Number(field('PPid')[0]),
      words: readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0'),
      uids: field('Uid').map(Number),
      gids: field('Gid').map(Number),
      groups: field('Groups').map(Number),
      capabilities: ['CapInh', 'CapPrm', 'CapEff', 'CapAmb'].flatMap(field),
    };
  } catch {
    return undefined;
  }
}

/** A process and everything below it. */
export function familyOf(root: number): ProcessFacts[] {
  const all = globSync('[0-9]*', { cwd: '/proc' }).flatMap((pid) => factsOf(Number(pid)) ?? []);
  const family = all.filter(({ pid }) => pid === root);
  for (const member of family) family.push(...all.filter(({ parent }) => parent === member.pid));
  return family;
}
