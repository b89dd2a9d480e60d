import { ApiError } from '../api/api-error.ts';
import { besideName } from '../text/beside-name.ts';
import { uploadFile, type Target } from './upload-file.ts';

export type UploadState =
  | 'waiting'
  | 'checking'
  | 'sending'
  | 'paused'
  | 'done'
  | 'already'
  | 'exists'
  | 'failed'
  | 'skipped';

/** What to do about a file whose name exists. */
export type Choice = 'replace' | 'both' | 'skip';

/** One file on its way. */
export interface Upload {
  id: number;
  file: File;
  target: Target;
  state: UploadState;
  /** Bytes checked or sent, of `total`. */
  done: number;
  total: number;
  replace: boolean;
  failure: string;
  startedAt: number;
}

/** Files handled at the same time; each sends up to four blocks. */
const TOGETHER = 2;

type Listener = () => void;

/** The uploads of this page. They go on while the person moves about in the console, and stop when the page is left. */
export class UploadQueue {
  #uploads: readonly Upload[] = [];
  readonly #stops = new Map<number, AbortController>();
  readonly #listeners = new Set<Listener>();
  readonly #onStored: (target: Target) => void;
  #lastId = 0;

  constructor(onStored: (target: Target) => void) {
    this.#onStored = onStored;
    addEventListener('beforeunload', (event) => {
      if (this.busy) event.preventDefault();
    });
  }

  readonly subscribe = (listener: Listener): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** The same array until something changes. */
  readonly snapshot = (): readonly Upload[] => this.#uploads;

  get busy(): boolean {
    return this.#uploads.some(
      ({ state }) => state === 'waiting' || state === 'checking' || state === 'sending',
    );
  }

  add(files: { file: File; target: Target }[]): void {
    const added = files.map(({ file, target }) => ({
      id: (this.#lastId += 1),
      file,
      target,
      state: 'waiting' as const,
      done: 0,
      total: file.size,
      replace: false,
      failure: '',
      startedAt: 0,
    }));
    this.#uploads = [...this.#uploads, ...added];
    this.#changed();
    this.#startNext();
  }

  pause(id: number): void {
    this.#set(id, { state: 'paused' });
    this.#stops.get(id)?.abort();
  }

  /** Continues a paused or failed upload; what the cloud already has is not sent again. */
  resume(id: number): void {
    this.#set(id, { state: 'waiting', failure: '', done: 0 });
    this.#startNext();
  }

  pauseAll(): void {
    for (const { id, state } of this.#uploads)
      if (state === 'waiting' || state === 'checking' || state === 'sending') this.pause(id);
  }

  resumeAll(): void {
    for (const { id, state } of this.#uploads) if (state === 'paused') this.resume(id);
  }

  /** Settles what to do about every file whose name exists. */
  settleAll(choice: Choice): void {
    for (const { id, state } of this.#uploads) if (state === 'exists') this.settle(id, choice);
  }

  /** Settles what to do about a file of the same name. */
  settle(id: number, choice: Choice): void {
    const upload = this.#uploads.find((each) => each.id === id);
    if (upload === undefined) return;
    if (choice === 'skip') return this.#set(id, { state: 'skipped' });
    const object = choice === 'both' ? besideName(upload.target.object) : upload.target.object;
    this.#set(id, { state: 'waiting', replace: choice === 'replace', target: { ...upload.target, object } });
    this.#startNext();
  }

  /** Forgets all of them. Only for a queue that does nothing: what is paused or waits for an answer stays unsent. */
  clear(): void {
    this.#uploads = [];
    this.#changed();
  }

  #startNext(): void {
    const working = this.#uploads.filter(({ state }) => state === 'checking' || state === 'sending').length;
    const ready = this.#uploads.filter(({ state }) => state === 'waiting');
    for (const upload of ready.slice(0, Math.max(0, TOGETHER - working))) void this.#run(upload);
  }

  async #run(upload: Upload): Promise<void> {
    const { id } = upload;
    const stop = new AbortController();
    this.#stops.set(id, stop);
    this.#set(id, { state: 'checking', startedAt: performance.now(), done: 0 });
    try {
      const outcome = await uploadFile(upload.file, upload.target, {
        signal: stop.signal,
        replace: upload.replace,
        onChecking: (done) => this.#set(id, { state: 'checking', done, total: upload.file.size }),
        onSending: (done, total) => this.#set(id, { state: 'sending', done, total }),
      });
      if (outcome.kind === 'exists') this.#set(id, { state: 'exists' });
      else {
        const already = outcome.sent === 0 && upload.file.size > 0;
        this.#set(id, {
          state: already ? 'already' : 'done',
          done: upload.file.size,
          total: upload.file.size,
        });
        this.#onStored(upload.target);
      }
    } catch (error) {
      if (!(error instanceof DOMException && error.name === 'AbortError')) {
        this.#set(id, {
          state: 'failed',
          failure: error instanceof ApiError ? error.message : 'The file could not be read.',
        });
      }
    } finally {
      this.#stops.delete(id);
      this.#startNext();
    }
  }

  #set(id: number, change: Partial<Upload>): void {
    this.#uploads = this.#uploads.map((upload) => (upload.id === id ? { ...upload, ...change } : upload));
    this.#changed();
  }

  #changed(): void {
    for (const listener of this.#listeners) listener();
  }
}
