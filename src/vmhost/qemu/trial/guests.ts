import { readFile, symlink, writeFile } from 'node:fs/promises';
import type { Acceleration } from '../command-line.ts';

/** A disk that a trial boots, and how one knows that it got through. */
export interface TrialGuest {
  /** `steps` is our own guest, `kernel` an image that users boot. */
  name: 'steps' | 'kernel';
  /** Puts its disk there. */
  place(path: string): Promise<void>;
  /** What it says on the serial port once all is done. */
  lastWord: RegExp;
  timeoutMs: Record<Acceleration, number>;
}

/** The firmware does not start from a disk of a single sector. */
const STEPS_DISK_BYTES = 1024 * 1024;

/** guest.s: everything that firmware, boot loaders and kernels do, in half a second of an idle machine even when emulated. */
export const stepsGuest: TrialGuest = {
  name: 'steps',
  place: async (path) => {
    const disk = Buffer.alloc(STEPS_DISK_BYTES);
    (await readFile(new URL('guest.bin', import.meta.url))).copy(disk);
    await writeFile(path, disk);
  },
  lastWord: /^kernel$/m,
  timeoutMs: { kvm: 10_000, tcg: 60_000 },
};

/** The sample image, which is quiet until its first process. It gets its disk read-only: what it cannot write does not matter. */
export function kernelGuest(image: string): TrialGuest {
  return {
    name: 'kernel',
    place: (path) => symlink(image, path),
    lastWord: /login: |no root file system/,
    timeoutMs: { kvm: 20_000, tcg: 180_000 },
  };
}
