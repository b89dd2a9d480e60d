import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
// Nothing but Node's own modules and what imports nothing: it also speaks when packages are missing.
import { StartError } from '#platform/service/start-error';

/** What the disk or the system refused, and what to do about it. */
const REASONS: Readonly<Record<string, string>> = {
  ENOSPC: 'There is no space left on its disk: free some, or choose another place with --data-dir.',
  EDQUOT: 'The disk quota of this user is used up: free some space, or choose another place with --data-dir.',
  EROFS: 'The file system can only be read: mount it for writing, or choose another place with --data-dir.',
  EACCES: 'This user may not: start as the user whose it is, or choose another place with --data-dir.',
  EPERM: 'This user may not: start as the user whose it is, or choose another place with --data-dir.',
  EMFILE: 'Too many files are open: raise the limit (ulimit -n).',
  EIO: 'The disk does not read or write: look into the log of the kernel.',
};

const REINSTALL = 'remove the folder node_modules and start with "npm start", which installs it again.';

/** A data directory that refuses: one sentence about why, and what to do. */
export function unwritable(path: string, cause: unknown): StartError {
  const { code, message } = cause as NodeJS.ErrnoException;
  return new StartError(
    `The data directory ${path} cannot be written. ${REASONS[code ?? ''] ?? `The system says: ${message}`}`,
    { cause },
  );
}

/**
 * The sentence that a failed start ends with, never a stack. Where the failure is a defect, its stack is appended to the
 * log below `dataDirectory`, and the sentence says so.
 */
export function explainStartFailure(error: unknown, dataDirectory: string): string {
  if (error instanceof StartError) return error.message;
  const {
    code = '',
    message,
    stack,
  } = (error instanceof Error ? error : new Error(String(error))) as NodeJS.ErrnoException;
  const packageName = brokenPackage(code, `${message}\n${stack ?? ''}`);
  if (packageName !== undefined)
    return `The package ${packageName} is missing, unreadable or broken: ${REINSTALL}`;
  if (code === 'ENOSPC' || /no space left on device/i.test(message))
    return unwritable(dataDirectory, { code: 'ENOSPC' }).message;
  const reason = REASONS[code];
  const [firstLine = ''] = message.split('\n', 1);
  if (reason !== undefined) return `${firstLine}. ${reason}`;
  return `${firstLine} (${noteDefect(dataDirectory, stack ?? message)})`;
}

/** The package that a failed import or read speaks of; undefined when it is about something else. */
function brokenPackage(code: string, text: string): string | undefined {
  const [, missing] = /Cannot find (?:package|module) '([^']+)'/.exec(text) ?? [];
  const [, inside] =
    /node_modules\/((?:@[^/\s]+\/)?[^/\s:)'"]+)/.exec(text.split('\n').slice(0, 2).join('\n')) ?? [];
  if (missing !== undefined) return inside ?? missing.replace(/^.*node_modules\//, '');
  const isPackageFailure =
    code.startsWith('ERR_MODULE') ||
    code.startsWith('ERR_INVALID_PACKAGE') ||
    /^SyntaxError|^\S*node_modules/.test(text);
  const isUnreadable = ['EACCES', 'EIO', 'ENOENT', 'ERR_PACKAGE_PATH_NOT_EXPORTED'].includes(code);
  return isPackageFailure || isUnreadable ? inside : undefined;
}

function noteDefect(dataDirectory: string, stack: string): string {
  const log = join(dataDirectory, 'log', 'synnefo.log');
  try {
    appendFileSync(
      log,
      `${JSON.stringify({ level: 'fatal', time: new Date().toISOString(), msg: 'the start failed', stack })}\n`,
      {
        mode: 0o600,
      },
    );
    return `this is a defect; where it happened stands at the end of ${log}`;
  } catch {
    return 'this is a defect, and its place could not be written to the log';
  }
}
