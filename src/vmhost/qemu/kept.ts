import { readFile, rename, writeFile } from 'node:fs/promises';

/**
 * What was found out earlier under the same key and kept in the file, else what `find` finds out now. What `worthKeeping`
 * declines, or what cannot be written down, is not kept: it is found out anew the next time.
 */
export async function keptOr<T>(
  { file, key, fresh = false }: { file: string; key: string; fresh?: boolean | undefined },
  find: () => Promise<T>,
  worthKeeping: (found: T) => boolean,
): Promise<T> {
  const kept = await readKept<T>(file);
  if (!fresh && kept?.key === key) return kept.state;
  const state = await find();
  if (!worthKeeping(state)) return state;
  try {
    await writeFile(`${file}.new`, JSON.stringify({ key, state }), { mode: 0o600 });
    await rename(`${file}.new`, file);
  } catch (error) {
    if (!(error instanceof Error && 'syscall' in error)) throw error;
  }
  return state;
}

async function readKept<T>(file: string): Promise<{ key: string; state: T } | undefined> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as { key: string; state: T };
  } catch (error) {
    if (error instanceof SyntaxError || (error instanceof Error && 'syscall' in error)) return undefined;
    throw error;
  }
}
