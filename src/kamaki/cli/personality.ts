import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { NewServerRequest } from '#contract/compute-client';
import { CommandError, usageError } from '#platform/commands/command-error';

/** For the help of `server create`. */
export const PERSONALITY_HELP = `A file to put into the server: PATH[,SERVER_PATH[,OWNER[,GROUP[,MODE]]]]
  Each part may be named: local-path=, server-path=, owner=, group=, mode= (octal).
  Example: -p ~/.ssh/id_ed25519.pub,/root/.ssh/authorized_keys,root,root,0600`;

const PARTS = ['local-path', 'server-path', 'owner', 'group', 'mode'] as const;
type Part = (typeof PARTS)[number];

/** Reads the words of one `-p` and the local file they name into the wire's form (spec/compute-api 1.3.1). */
export async function readPersonality(
  words: string,
  home: string,
): Promise<NonNullable<NewServerRequest['personality']>[number]> {
  const parts = splitParts(words);
  const local = parts['local-path'];
  if (local === undefined || local === '') throw usageError(`-p "${words}" names no local file.`);
  const path = local === '~' || local.startsWith('~/') ? join(home, local.slice(1)) : resolve(local);
  const contents = await readFile(path).catch((error: Error) => {
    throw new CommandError(`Cannot read the personality file ${local}: ${error.message}`, { cause: error });
  });
  return {
    path: parts['server-path'] ?? local,
    contents: contents.toString('base64'),
    ...(parts.owner === undefined ? {} : { owner: parts.owner }),
    ...(parts.group === undefined ? {} : { group: parts.group }),
    ...(parts.mode === undefined ? {} : { mode: octal(parts.mode) }),
  };
}

/** Named parts first; the rest fill the places that are left, in order. */
function splitParts(words: string): Partial<Record<Part, string>> {
  const parts: Partial<Record<Part, string>> = {};
  const rest: string[] = [];
  for (const word of words.split(',')) {
    const named = PARTS.find((part) => word.toLowerCase().startsWith(`${part}=`));
    if (named === undefined) rest.push(word);
    else parts[named] = word.slice(named.length + 1);
  }
  const open = PARTS.filter((part) => !(part in parts));
  if (rest.length > open.length) throw usageError(`-p "${words}" has more than ${PARTS.length} parts.`);
  for (const [at, word] of rest.entries()) {
    const part = open[at];
    if (part !== undefined && word !== '') parts[part] = word;
  }
  return parts;
}

function octal(mode: string): number {
  if (!/^[0-7]{1,4}$/.test(mode))
    throw usageError(`The mode of a personality file is octal, such as 0644, not "${mode}".`);
  return Number.parseInt(mode, 8);
}
