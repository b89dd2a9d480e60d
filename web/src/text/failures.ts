import type { FailureCause } from '#contract/compute';
import { say } from '#text/failures';
import type { Diagnostic } from '../api/servers.ts';

/** What went wrong with a machine, in words for its owner (console 11.7). */
export interface Failure {
  title: string;
  meaning: string;
  /** The likeliest way out. */
  wayOut: 'retry' | 'larger' | 'image' | 'report';
}

const NOT_TAKEN: Failure = { ...say.notTaken, wayOut: 'retry' };

/** By the code of a diagnostic; its words are the back end's and nobody goes by them. */
const KNOWN: Readonly<Record<Exclude<FailureCause, 'job_failed'>, Failure>> = {
  disk_too_small: { ...say.diskTooSmall, wayOut: 'larger' },
  hypervisor_missing: { ...say.hypervisorMissing, wayOut: 'retry' },
  image_unreadable: { ...say.imageUnreadable, wayOut: 'image' },
  no_room: { ...say.noRoom, wayOut: 'retry' },
  address_taken: { ...say.addressTaken, wayOut: 'retry' },
  setup_failed: { ...say.setupFailed, wayOut: 'retry' },
  cluster_refused: NOT_TAKEN,
  cluster_unreachable: NOT_TAKEN,
};

/** The known cause behind the newest error, or the error's own sentence, or that there is none. */
export function failureOf(diagnostics: Diagnostic[]): Failure {
  const error = diagnostics.find(({ level }) => level === 'ERROR') ?? diagnostics[0];
  if (error === undefined) return { ...say.noReason, wayOut: 'report' };
  const code = error['SNF:code'];
  if (Object.hasOwn(KNOWN, code)) return KNOWN[code as keyof typeof KNOWN];
  return { title: say.notBuilt, meaning: sentence(error.message), wayOut: 'retry' };
}

function sentence(text: string): string {
  const trimmed = text.trim();
  return trimmed === '' || /[.!?]$/.test(trimmed) ? trimmed : `${trimmed}.`;
}
