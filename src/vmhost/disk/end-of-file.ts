import { constants } from 'node:fs';
import { open } from 'node:fs/promises';

const { O_RDONLY, O_NOFOLLOW, O_NONBLOCK } = constants;

/**
 * The last bytes of a file in a machine's folder, as Latin-1. The folder belongs to the machine's user: what is no regular file
 * there, such as a link or a pipe, is neither followed nor waited for, and counts as empty, as does what cannot be read.
 */
export async function endOfFile(path: string, maxBytes: number): Promise<string> {
  try {
    const file = await open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
    try {
      const facts = await file.stat();
      if (!facts.isFile()) return '';
      const bytes = Buffer.alloc(Math.min(facts.size, maxBytes));
      const { bytesRead } = await file.read(bytes, 0, bytes.length, facts.size - bytes.length);
      return bytes.toString('latin1', 0, bytesRead);
    } finally {
      await file.close();
    }
  } catch (error) {
    if (error instanceof Error && 'syscall' in error) return '';
    throw error;
  }
}
