import { execFileSync } from 'node:child_process';
import { chmodSync, closeSync, mkdtempSync, openSync, rmSync, statfsSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';

/** A real file system of a few megabytes, to be filled. */
export interface SmallDisk {
  path: string;
  freeBytes(): number;
  /** Takes all that is free but so many bytes. */
  fill(leaveBytes?: number): void;
  /** Gives back what `fill` took. */
  makeRoom(): void;
}

/** Mounts one in memory, gone after the test. Only root may: elsewhere the test is skipped, and this is undefined. */
export function smallDisk(t: TestContext, megabytes: number): SmallDisk | undefined {
  if (process.getuid?.() !== 0) {
    t.skip('a small file system can be mounted by root alone');
    return undefined;
  }
  const path = mkdtempSync(join(tmpdir(), 'synnefo-disk-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m,mode=0755`, 'tmpfs', path]);
  } catch (error) {
    rmSync(path, { recursive: true });
    t.skip(`no file system can be mounted here: ${(error as Error).message}`);
    return undefined;
  }
  chmodSync(path, 0o755);
  t.after(() => {
    execFileSync('umount', ['--lazy', path]);
    rmSync(path, { recursive: true });
  });
  const filling = join(path, 'filling');
  const freeBytes = (): number => {
    const { bavail, bsize } = statfsSync(path);
    return bavail * bsize;
  };
  return {
    path,
    freeBytes,
    fill: (leaveBytes = 0) => fill(filling, freeBytes, leaveBytes),
    makeRoom: () => rmSync(filling, { force: true }),
  };
}

const PIECE = Buffer.alloc(1024 * 1024, 1);

function fill(file: string, freeBytes: () => number, leaveBytes: number): void {
  const descriptor = openSync(file, 'a', 0o600);
  try {
    for (let left = freeBytes() - leaveBytes; left > 0; left = freeBytes() - leaveBytes)
      writeSync(descriptor, PIECE, 0, Math.min(left, PIECE.length));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
  } finally {
    closeSync(descriptor);
  }
}
