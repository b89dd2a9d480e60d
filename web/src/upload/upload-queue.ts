import { say as text } from '#text/upload';
import { ApiError } from '../api/api-error.ts';
import { isReachable, reached } from '../api/connection.ts';
import { unreachable } from '../api/http.ts';
import { prefetched } from '../frame/prefetch-pages.ts';
import { besideName } from '../text/beside-name.ts';
import { keepCutOff, readCutOff, type CutOff } from './cut-off.ts';
import { fileProblem } from './file-problem.ts';
import { pause } from '../live/pause.ts';
import { Rate } from './rate.ts';
import { isUnfinished, isWorking, sameTarget, type Choice, type Upload } from './upload.ts';
import type { Target } from './upload-file.ts';

/** Files handled at the same time; each sends up to four blocks. */
const TOGETHER = 2;
/** Pauses between attempts while the cloud answers, but not for this. */
const FIRST_PAUSE_MS = 2_000;
const LONGEST_PAUSE_MS = 30_000;

type Listener = () => void;

/** How files are sent: not needed before the first one, so not part of what the first page waits for. */
const sender = () => import('./upload-file.ts');
prefetched.push(async () => void (await sender().catch(() => undefined)));

/** The uploads of this page. They go on while the person moves about in the console, and stop when the page is left. */
export class UploadQueue {
  #uploads: readonly Upload[] = [];
  #cutOff: readonly CutOff[] = readCutOff();
  readonly #stops = new Map<number, AbortController>();
  readonly #listeners = new Set<Listener>();
  readonly #onStored: (target: Target) => void;
  #lastId = 0;
  #kept = '';

  constructor(onStored: (target: Target) => void) {
    this.#onStored = onStored;
    addEventListener('beforeunload', (event) => {
      if (this.#uploads.some(isUnfinished)) event.preventDefault();
    });
  }

  readonly subscribe = (listener: Listener): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** The same array until something changes. */
  readonly snapshot = (): readonly Upload[] => this.#uploads;

  /** What an earlier page of this tab left unfinished. */
  readonly cutOff = (): readonly CutOff[] => this.#cutOff;

  /** `replace`: what has the name becomes an earlier version, without a question. */
  add(files: { file: File; target: Target; replace?: boolean }[]): void {
    for (const { file, target, replace = false } of files) {
      const twice = this.#uploads.some((other) => isUnfinished(other) && sameTarget(other.target, target));
      this.#cutOff = this.#cutOff.filter((each) => !sameTarget(each.target, target));
      this.#uploads = [
        ...this.#uploads,
        {
          id: (this.#lastId += 1),
          file,
          target,
          state: twice ? 'twice' : 'waiting',
          done: 0,
          total: file.size,
          sent: 0,
          known: undefined,
          rate: 0,
          replace,
          attempts: 0,
          failure: '',
        },
      ];
    }
    this.#changed();
    this.#startNext();
  }

  pause(id: number): void {
    this.#stop(id, { state: 'paused' });
  }

  /** Gives it up; what has arrived of it is not stored as a file. */
  cancel(id: number): void {
    this.#stop(id, { state: 'cancelled' });
  }

  /** Continues an upload that was paused, failed or given up; what the cloud already has is not sent again. */
  resume(id: number): void {
    this.#set(id, { state: 'waiting', failure: '', done: 0, attempts: 0 });
    this.#startNext();
  }

  pauseAll(): void {
    for (const upload of this.#uploads)
      if (upload.state === 'waiting' || upload.state === 'away' || isWorking(upload)) this.pause(upload.id);
  }

  resumeAll(): void {
    for (const { id, state } of this.#uploads) if (state === 'paused') this.resume(id);
  }

  cancelAll(): void {
    for (const upload of this.#uploads) if (isUnfinished(upload)) this.cancel(upload.id);
  }

  /** Settles what to do about every file whose name exists or is in the list twice. */
  settleAll(choice: Choice): void {
    for (const { id, state } of this.#uploads)
      if (state === 'exists' || state === 'twice') this.settle(id, choice);
  }

  /** Settles what to do about a file of the same name. */
  settle(id: number, choice: Choice): void {
    const upload = this.#uploads.find((each) => each.id === id);
    if (upload === undefined) return;
    if (choice === 'skip') return this.#set(id, { state: 'skipped' });
    const target = choice === 'both' ? this.#freeTarget(upload.target) : upload.target;
    this.#set(id, { state: 'waiting', replace: choice === 'replace', target });
    this.#startNext();
  }

  /** Forgets what has ended, and what was cut off. */
  clear(): void {
    this.#uploads = this.#uploads.filter(isUnfinished);
    this.forgetCutOff();
  }

  forgetCutOff(): void {
    this.#cutOff = [];
    this.#changed();
  }

  /** Ends everything, for the person leaves; it is told as cut off when the same person is back in this tab. */
  leave(): void {
    const left = this.#uploads.filter(isUnfinished).map(({ target, file }) => ({ target, size: file.size }));
    for (const stop of this.#stops.values()) stop.abort();
    this.#stops.clear();
    this.#uploads = [];
    this.#cutOff = [...this.#cutOff, ...left];
    this.#changed();
  }

  #stop(id: number, change: Partial<Upload>): void {
    const stop = this.#stops.get(id);
    this.#stops.delete(id);
    this.#set(id, { ...change, rate: 0 });
    stop?.abort();
    this.#startNext();
  }

  /** A name beside the taken one that no other upload of the list has. */
  #freeTarget(target: Target): Target {
    let found = target;
    do found = { ...found, object: besideName(found.object) };
    while (this.#uploads.some((other) => isUnfinished(other) && sameTarget(other.target, found)));
    return found;
  }

  #startNext(): void {
    const working = this.#uploads.filter(isWorking).length;
    // Of two with one target the later waits until the earlier has ended.
    const ready = this.#uploads.filter(
      (upload) =>
        upload.state === 'waiting' &&
        !this.#uploads.some(
          (other) => other.id < upload.id && isUnfinished(other) && sameTarget(other.target, upload.target),
        ),
    );
    for (const upload of ready.slice(0, Math.max(0, TOGETHER - working))) void this.#run(upload);
  }

  async #run(upload: Upload): Promise<void> {
    const { id, file } = upload;
    const stop = new AbortController();
    const rate = new Rate();
    this.#stops.set(id, stop);
    /** What a run says after it was stopped is about the past. */
    const say = (change: (now: Upload) => Partial<Upload>) => {
      const now = this.#uploads.find((each) => each.id === id);
      if (now !== undefined && this.#stops.get(id) === stop) this.#set(id, change(now));
    };
    say(() => ({ state: 'checking', done: 0, total: file.size, rate: 0 }));
    try {
      if (!(await isReachable())) throw unreachable('upload-file');
      const { uploadFile } = await sender();
      const outcome = await uploadFile(file, upload.target, {
        signal: stop.signal,
        replace: upload.replace,
        again: upload.attempts > 0 || upload.sent > 0,
        onChecking: (done) => say(() => ({ state: 'checking', done, total: file.size })),
        onSending: (done, total) => {
          rate.note(done, performance.now());
          say(() => ({ state: 'sending', done, total, rate: rate.perSecond }));
        },
        onKnown: (bytes) => say(({ known }) => ({ known: known ?? bytes })),
        onArrived: (bytes) => say(({ sent }) => ({ sent: sent + bytes, attempts: 0 })),
      });
      if (outcome === 'exists') say(() => ({ state: 'exists', rate: 0 }));
      else {
        say(({ sent }) => ({
          state: sent === 0 && file.size > 0 ? 'already' : 'done',
          done: file.size,
          total: file.size,
          rate: 0,
        }));
        this.#onStored(upload.target);
      }
    } catch (error) {
      await this.#settleFailure(error, file, { stop, say });
    } finally {
      if (this.#stops.get(id) === stop) this.#stops.delete(id);
      this.#startNext();
    }
  }

  /** An outage is waited for; everything else is told. */
  async #settleFailure(
    error: unknown,
    file: File,
    { stop, say }: { stop: AbortController; say: (change: (now: Upload) => Partial<Upload>) => void },
  ): Promise<void> {
    if (stop.signal.aborted) return;
    const problem = await fileProblem(file);
    if (problem !== undefined || !passes(error)) {
      const reason = error instanceof ApiError ? error.message : text.notRead;
      const shortages = problem === undefined && error instanceof ApiError ? error.shortages : '';
      return say(() => ({ state: 'failed', failure: problem ?? reason, shortages, rate: 0 }));
    }
    let wait = 0;
    say(({ attempts }) => {
      wait = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** attempts);
      return { state: 'away', attempts: attempts + 1, rate: 0 };
    });
    this.#startNext();
    try {
      // When the connection was away, its return is the sign; when only this call failed, time is.
      await Promise.all([reached(stop.signal), pause(wait, stop.signal)]);
    } catch {
      return; // paused or given up meanwhile
    }
    say(() => ({ state: 'waiting' }));
  }

  #set(id: number, change: Partial<Upload>): void {
    this.#uploads = this.#uploads.map((upload) => (upload.id === id ? { ...upload, ...change } : upload));
    this.#changed();
  }

  #changed(): void {
    const open = this.#uploads.filter(isUnfinished).map(({ target, file }) => ({ target, size: file.size }));
    const kept = `${this.#cutOff.length} ${this.#uploads
      .filter(isUnfinished)
      .map(({ id, target }) => `${id}/${target.object}`)
      .join()}`;
    if (kept !== this.#kept) keepCutOff([...this.#cutOff, ...open]);
    this.#kept = kept;
    for (const listener of this.#listeners) listener();
  }
}

/** Whether waiting can help: nobody answered, or it was said that it is only for now. */
function passes(error: unknown): boolean {
  return error instanceof ApiError && [0, 408, 429, 502, 503, 504].includes(error.status);
}
