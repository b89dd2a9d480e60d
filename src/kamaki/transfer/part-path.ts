import { createHash } from 'node:crypto';
import { basename, dirname, join } from 'node:path';

const END = '.kamaki-part';
/** Bytes of a file's name on the common file systems. */
const LONGEST_NAME = 255;

/** The hidden file beside the target that a download grows in. Of a name that has no room for more only its hash is in it. */
export function partPath(target: string): string {
  const name = `.${basename(target)}${END}`;
  const short = `.${createHash('sha256').update(basename(target)).digest('hex').slice(0, 32)}${END}`;
  return join(dirname(target), Buffer.byteLength(name) > LONGEST_NAME ? short : name);
}
