import { say } from '#text/upload';
import { containerWord } from '../pages/files/container-words.ts';
import { bytes, duration } from '../text/format.ts';
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
  return places.size === 1 ? plainName([...places][0] ?? '') : say.folders({ count: places.size });
}

/** What all of them do, in a line. */
export function summaryOf(uploads: readonly Upload[], place: string): string {
  const of = (...states: Upload['state'][]) => uploads.filter(({ state }) => states.includes(state)).length;
  if (uploads.length === 0) return say.uploads;
  const busy = uploads.filter(isWorking).length + of('waiting');
  if (busy > 0) return say.uploading({ count: busy, place });
  if (of('away') > 0) return say.waitingForConnection;
  if (uploads.some(asks)) return say.waitingForYou;
  if (of('paused') > 0) return say.paused;
  if (of('failed') > 0) return say.notUploaded({ count: of('failed') });
  const stored = of('done', 'already');
  if (stored === 0) return of('cancelled') > 0 ? say.cancelled : say.skipped;
  return say.uploaded({ count: stored });
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
      return say.waitingForTurn;
    case 'checking':
      return done === 0 ? say.checking : say.checkingPercent({ percent: Math.round((done / total) * 100) });
    case 'sending':
      return rate > 0
        ? say.sentAt({ done: bytes(done), total: bytes(total), rate: bytes(rate) })
        : say.sent({ done: bytes(done), total: bytes(total) });
    case 'away':
      return say.away;
    case 'paused':
      return say.paused;
    case 'done':
      return (known ?? 0) > 0 && known !== file.size ? say.doneKnown({ known: bytes(known ?? 0) }) : say.done;
    case 'already':
      return say.already;
    case 'exists':
      return say.exists;
    case 'twice':
      return say.twice;
    case 'skipped':
      return say.skipped;
    case 'cancelled':
      return say.cancelled;
    case 'failed':
      return say.failed({ reason: failure });
  }
}
