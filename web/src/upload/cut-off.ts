import { keepInTab, keptInTab } from '../parts/kept.ts';
import { sameTarget } from './upload.ts';
import type { Target } from './upload-file.ts';

/** An upload that a page left behind unfinished. */
export interface CutOff {
  target: Target;
  size: number;
}

/** What was cut off when this tab was reloaded or crashed. */
export function readCutOff(): CutOff[] {
  try {
    const read = JSON.parse(keptInTab('uploads') ?? '[]') as unknown;
    const known = Array.isArray(read) ? read.filter(isCutOff) : [];
    // What was in the list twice is to be chosen once.
    return known.filter(
      ({ target }, at) => known.findIndex((other) => sameTarget(other.target, target)) === at,
    );
  } catch (error) {
    if (error instanceof SyntaxError) return []; // somebody else wrote it
    throw error;
  }
}

/** Keeps what would be cut off if the page ended now. */
export function keepCutOff(uploads: readonly CutOff[]): void {
  keepInTab('uploads', uploads.length === 0 ? undefined : JSON.stringify(uploads));
}

function isCutOff(value: unknown): value is CutOff {
  const { target, size } = (value ?? {}) as Partial<CutOff>;
  return (
    typeof size === 'number' &&
    [target?.account, target?.by, target?.container, target?.object].every((part) => typeof part === 'string')
  );
}
