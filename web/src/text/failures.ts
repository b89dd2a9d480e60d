import type { FailureCause } from '#contract/compute';
import type { Diagnostic } from '../api/servers.ts';

/** What went wrong with a machine, in words for its owner (console 11.7). */
export interface Failure {
  title: string;
  meaning: string;
  /** The likeliest way out. */
  wayOut: 'retry' | 'larger' | 'image' | 'report';
}

const NOT_TAKEN: Failure = {
  title: 'The order did not reach the cluster',
  meaning: 'The computers that run machines did not take or did not finish the order.',
  wayOut: 'retry',
};

/** By the code of a diagnostic; its words are the back end's and nobody goes by them. */
const KNOWN: Readonly<Record<Exclude<FailureCause, 'job_failed'>, Failure>> = {
  disk_too_small: {
    title: 'The disk is smaller than the image',
    meaning: 'The chosen size has a disk that the image does not fit on. Nothing was written to the machine.',
    wayOut: 'larger',
  },
  hypervisor_missing: {
    title: 'This cloud cannot run machines yet',
    meaning:
      'QEMU is missing on the computer that runs the cloud. Ask its operator to install it, then try again.',
    wayOut: 'retry',
  },
  image_unreadable: {
    title: 'The image could not be read',
    meaning: 'The file behind the image is damaged, incomplete or gone.',
    wayOut: 'image',
  },
  no_room: {
    title: 'There was no room on the cloud',
    meaning: 'No computer of the cloud had enough memory or disk for this size.',
    wayOut: 'retry',
  },
  address_taken: {
    title: 'The address was taken meanwhile',
    meaning: 'Something else got it first.',
    wayOut: 'retry',
  },
  setup_failed: {
    title: 'The system could not be set up',
    meaning:
      'The image was copied, but name, password or keys could not be put in. The detail below says which step failed.',
    wayOut: 'retry',
  },
  cluster_refused: NOT_TAKEN,
  cluster_unreachable: NOT_TAKEN,
};

/** The known cause behind the newest error, or the error's own sentence, or that there is none. */
export function failureOf(diagnostics: Diagnostic[]): Failure {
  const error = diagnostics.find(({ level }) => level === 'ERROR') ?? diagnostics[0];
  if (error === undefined) {
    return {
      title: 'It failed and gave no reason',
      meaning: 'The cloud noted no cause. Copy the report for whoever runs it.',
      wayOut: 'report',
    };
  }
  const code = error['SNF:code'];
  if (Object.hasOwn(KNOWN, code)) return KNOWN[code as keyof typeof KNOWN];
  return { title: 'It could not be built', meaning: sentence(error.message), wayOut: 'retry' };
}

function sentence(text: string): string {
  const trimmed = text.trim();
  return trimmed === '' || /[.!?]$/.test(trimmed) ? trimmed : `${trimmed}.`;
}
