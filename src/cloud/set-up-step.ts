import type { SetUpRecord } from './set-up-record.ts';

export interface SetUpOptions {
  progress(sentence: string): void;
  signal: AbortSignal;
}

/** Does a piece of work unless the record says that it is done. */
export type Step = (name: string, sentence: string, work: () => Promise<void>) => Promise<void>;

/** The steps that `record` keeps: what was done by an earlier start is not done again. */
export function once(record: SetUpRecord, now: () => Date, { progress, signal }: SetUpOptions): Step {
  return async (name, sentence, work) => {
    if (record.done(name)) return;
    signal.throwIfAborted();
    progress(sentence);
    await work();
    record.finish(name, now());
  };
}
