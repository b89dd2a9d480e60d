import { containerWord } from '../pages/files/container-words.ts';
import { bytes, counted, duration } from '../text/format.ts';
import { plainName } from '../text/plain-name.ts';
import { asks, isWorking, type Upload } from './upload.ts';

/** Bytes of the file that are in the cloud by now, as far as is known. */
export function doneBytes({ state, done, total, file }: Upload): number {
  if (state === 'done' || state === 'already') return file.size;
  if (state !== 'sending' || total === 0) return 0;
  return file.size - total + done;
}

/** Where they go, "atlas"; the number of places when there are several. */
export function placeOf(uploads: readonly Upload[]): string {
  const places = new Set(
    uploads.map(({ target: { container, object } }) => {
      const folder = object.split('/').slice(0, -1).at(-1);
      return folder ?? containerWord(container);
    }),
  );
  return places.size === 1 ? plainName([...places][0] ?? '') : counted(places.size, 'folder');
}

/** What all of them do, in a line. */
export function summaryOf(uploads: readonly Upload[], place: string): string {
  const of = (...states: Upload['state'][]) => uploads.filter(({ state }) => states.includes(state)).length;
  if (uploads.length === 0) return 'Uploads';
  const busy = uploads.filter(isWorking).length + of('waiting');
  if (busy > 0) return `Uploading ${counted(busy, 'file')} to ${place}`;
  if (of('away') > 0) return 'Waiting for the connection';
  if (uploads.some(asks)) return 'Waiting for you';
  if (of('paused') > 0) return 'Paused';
  if (of('failed') > 0) return `${counted(of('failed'), 'file')} could not be uploaded`;
  const stored = of('done', 'already');
  if (stored === 0) return of('cancelled') > 0 ? 'Cancelled' : 'Skipped';
  return `${counted(stored, 'file')} uploaded`;
}

/** The rest time of what is being sent, at the rate of the last seconds. */
export function timeLeft(uploads: readonly Upload[]): string {
  const sending = uploads.filter(({ state, rate }) => state === 'sending' && rate > 0);
  if (sending.length === 0) return '';
  return duration(Math.max(...sending.map(({ done, total, rate }) => ((total - done) / rate) * 1000)));
}

/** What one of them does. */
export function stateWords({ state, done, total, failure, rate, known, file }: Upload): string {
  switch (state) {
    case 'waiting':
      return 'Waiting for its turn';
    case 'checking':
      return done === 0
        ? 'Checking what is already stored…'
        : `Checking ${Math.round((done / total) * 100)}%`;
    case 'sending':
      return `${bytes(done)} of ${bytes(total)}${rate > 0 ? ` · ${bytes(rate)}/s` : ''}`;
    case 'away':
      return 'Waiting for the connection; goes on by itself';
    case 'paused':
      return 'Paused';
    case 'done':
      return (known ?? 0) > 0 && known !== file.size
        ? `Done; ${bytes(known ?? 0)} were there already`
        : 'Done';
    case 'already':
      return 'Already stored: nothing to send';
    case 'exists':
      return 'A file of this name exists';
    case 'twice':
      return 'This name is in the list twice';
    case 'skipped':
      return 'Skipped';
    case 'cancelled':
      return 'Cancelled';
    case 'failed':
      return `Failed: ${failure}`;
  }
}
