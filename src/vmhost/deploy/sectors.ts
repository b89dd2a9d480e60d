import type { FileHandle } from 'node:fs/promises';

export const SECTOR = 512;

/** The sectors of a disk that is a file, read and written whole. */
export class Sectors {
  readonly #file: FileHandle;
  /** Sectors that the disk has. */
  readonly count: number;

  constructor(file: FileHandle, bytes: number) {
    this.#file = file;
    this.count = Math.floor(bytes / SECTOR);
  }

  /** What lies beyond the end of the disk is read as zeros. */
  async read(first: number, sectors = 1): Promise<Buffer> {
    const buffer = Buffer.alloc(sectors * SECTOR);
    let done = 0;
    while (done < buffer.length) {
      const { bytesRead } = await this.#file.read(buffer, done, buffer.length - done, first * SECTOR + done);
      if (bytesRead === 0) break;
      done += bytesRead;
    }
    return buffer;
  }

  /** Writes whole sectors, never beyond the end of the disk. */
  async write(first: number, bytes: Buffer): Promise<void> {
    if (first < 0 || first + bytes.length / SECTOR > this.count)
      throw new RangeError('sectors beyond the end of the disk');
    let done = 0;
    while (done < bytes.length) {
      const { bytesWritten } = await this.#file.write(
        bytes,
        done,
        bytes.length - done,
        first * SECTOR + done,
      );
      done += bytesWritten;
    }
  }
}
