import {
  closeSync,
  existsSync,
  fsyncSync,
  linkSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';

/** Writes a file that only its owner reads, whole or not at all, also through a power cut. */
export function writePrivateFile(path: string, text: string): void {
  place(path, text, renameSync);
}

/** The same for a file that must not be there yet; false when another process was first. */
export function createPrivateFile(path: string, text: string): boolean {
  try {
    place(path, text, linkSync);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

function place(path: string, text: string, put: (from: string, to: string) => void): void {
  // of our own: processes that start together must not write into one file
  const fresh = `${path}.${process.pid}.new`;
  try {
    const file = openSync(fresh, 'w', 0o600);
    try {
      writeSync(file, text);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    put(fresh, path);
  } finally {
    rmSync(fresh, { force: true });
  }
  const directory = openSync(dirname(path), 'r');
  try {
    fsyncSync(directory);
  } finally {
    closeSync(directory);
  }
}

/** The JSON document in a file, or undefined when there is no file. */
export function readJsonFile(path: string): unknown {
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as unknown) : undefined;
}
