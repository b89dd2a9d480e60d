import { open } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { defineCommand } from '../cli/command.ts';
import type { Run } from '../cli/command.ts';
import { LOCATION_HELP, placeOfObject, placeOptions, requirePath } from '../cli/location.ts';
import type { Place } from '../cli/location.ts';
import { argument, count } from '#platform/commands/options';
import { CommandError, usageError } from '#platform/commands/command-error';

/** Bytes that travel in one request; whole blocks where the place begins at one. */
const PIECE = 4 * 1024 * 1024;

export const fileAppend = defineCommand({
  name: 'file append',
  summary: 'Add a local file to the end of a file in the cloud',
  help: LOCATION_HELP,
  args: [argument('<local_path>'), argument('<place>')],
  options: placeOptions,
  async run(run) {
    const place = await existing(run, run.args[1]);
    await sendPieces(run, Infinity, (bytes) => place.store.appendBytes(place.container, place.path, bytes));
  },
});

export const fileOverwrite = defineCommand({
  name: 'file overwrite',
  summary: 'Replace a part of a file in the cloud by a local file',
  help: `The bytes from --from to --to are replaced, both included, as in version 0.16.\n${LOCATION_HELP}`,
  args: [argument('<local_path>'), argument('<place>')],
  options: {
    ...placeOptions,
    from: count('--from <position>', 'first byte that is replaced (needed)'),
    to: count('--to <position>', 'last byte that is replaced (needed)'),
  },
  async run(run) {
    const { from, to } = run.options;
    if (from === undefined || to === undefined || to < from)
      throw usageError('Give --from and a --to that is not before it.');
    const place = await existing(run, run.args[1]);
    await sendPieces(run, to - from + 1, (bytes, at) => {
      const where = { start: from + at, length: bytes.length };
      return place.store.overwriteBytes(place.container, place.path, where, bytes);
    });
  },
});

export const fileTruncate = defineCommand({
  name: 'file truncate',
  summary: 'Cut a file in the cloud to a size',
  help: LOCATION_HELP,
  args: [argument('<place>')],
  options: { ...placeOptions, size: count('--size <bytes>', 'its size afterwards (needed)') },
  async run(run) {
    const { size } = run.options;
    if (size === undefined) throw usageError('Give the size: --size BYTES');
    const place = await existing(run, run.args[0]);
    const { bytes: now } = await place.store.object(place.container, place.path);
    if (size > now) throw new CommandError(`The file has ${now} bytes only: it cannot be cut to ${size}.`);
    if (size < now) await place.store.truncateObject(place.container, place.path, size);
  },
});

type PlaceRun = Run<typeof placeOptions>;

async function existing(run: PlaceRun, words: string): Promise<Place> {
  const place = await placeOfObject(run.cloud(), words, run.options);
  requirePath(place, words);
  await place.store.object(place.container, place.path);
  return place;
}

/** One piece after the other, as each changes the file: a failure leaves those before it written. */
async function sendPieces(
  run: PlaceRun,
  limit: number,
  send: (bytes: Uint8Array, at: number) => Promise<void>,
): Promise<void> {
  const [local = ''] = run.args;
  const file = await open(local, 'r').catch((error: Error) => {
    throw new CommandError(`Cannot read ${local}: ${error.message}`, { cause: error });
  });
  try {
    const total = Math.min((await file.stat()).size, limit);
    const bar = run.out.byteBar('Writing', total);
    try {
      for (let start = 0; start < total;) {
        run.world.signal.throwIfAborted();
        const bytes = await readPiece(file, start, Math.min(PIECE, total - start));
        if (bytes.length === 0) throw new CommandError(`${local} became shorter while it was read.`);
        await send(bytes, start);
        start += bytes.length;
        bar.add(bytes.length);
      }
    } finally {
      bar.stop();
    }
  } finally {
    await file.close();
  }
}

async function readPiece(file: FileHandle, start: number, length: number): Promise<Buffer> {
  const { bytesRead, buffer } = await file.read(Buffer.alloc(length), 0, length, start);
  return buffer.subarray(0, bytesRead);
}
