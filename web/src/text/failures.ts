import type { Diagnostic } from '../api/servers.ts';

/** What went wrong with a machine, in words for its owner (console 11.7). */
export interface Failure {
  title: string;
  meaning: string;
  /** The likeliest way out. */
  wayOut: 'retry' | 'larger' | 'image' | 'report';
}

const KNOWN: { sign: RegExp; failure: Failure }[] = [
  {
    sign: /(larger|bigger) than|does not fit|smaller than the image|exceeds.*disk|virtual size/i,
    failure: {
      title: 'The disk is smaller than the image',
      meaning:
        'The chosen size has a disk that the image does not fit on. Nothing was written to the machine.',
      wayOut: 'larger',
    },
  },
  {
    sign: /qemu.*(not installed|not found|missing|absent)|no hypervisor/i,
    failure: {
      title: 'This cloud cannot run machines yet',
      meaning:
        'QEMU is missing on the computer that runs the cloud. Ask its operator to install it, then try again.',
      wayOut: 'retry',
    },
  },
  {
    sign: /checksum|corrupt|cannot be read|could not be read|unreadable|no such (image|map)|not available/i,
    failure: {
      title: 'The image could not be read',
      meaning: 'The file behind the image is damaged, incomplete or gone.',
      wayOut: 'image',
    },
  },
  {
    sign: /no (room|capacity|backend|back end|node)|not enough (memory|disk|space)|insufficient|no space left/i,
    failure: {
      title: 'There was no room on the cloud',
      meaning: 'No computer of the cloud had enough memory or disk for this size.',
      wayOut: 'retry',
    },
  },
  {
    sign: /address.*(use|taken)|port.*(use|taken)|EADDRINUSE/i,
    failure: {
      title: 'The address was taken meanwhile',
      meaning: 'Something else got it first.',
      wayOut: 'retry',
    },
  },
  {
    sign: /helper|customi[sz]|task failed/i,
    failure: {
      title: 'The system could not be set up',
      meaning:
        'The image was copied, but name, password or keys could not be put in. The detail below says which step failed.',
      wayOut: 'retry',
    },
  },
  {
    sign: /submit|RAPI|cluster|job.*(fail|cancel)/i,
    failure: {
      title: 'The order did not reach the cluster',
      meaning: 'The computers that run machines did not take or did not finish the order.',
      wayOut: 'retry',
    },
  },
];

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
  const text = `${error.source} ${error.message} ${error.details ?? ''}`;
  const known = KNOWN.find(({ sign }) => sign.test(text));
  if (known !== undefined) return known.failure;
  return { title: 'It could not be built', meaning: sentence(error.message), wayOut: 'retry' };
}

function sentence(text: string): string {
  const trimmed = text.trim();
  return trimmed === '' || /[.!?]$/.test(trimmed) ? trimmed : `${trimmed}.`;
}
