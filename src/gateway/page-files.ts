import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { contentType } from './content-types.ts';

/** One file of the built console. */
export interface PageFile {
  type: string;
  etag: string;
  /** Its name changes with its content: it may be kept for ever. */
  immutable: boolean;
  bytes: Buffer;
  /** The content as the encoding wants it; compressed once, at the first request for it. */
  encoded(encoding: 'br' | 'gzip'): Promise<Buffer>;
}

/** The built console: what exists, by its exact path below `/ui/`. Nothing else can be asked for. */
export interface PageFiles {
  find(path: string): PageFile | undefined;
  /** The page by its language, with its nonce still to be written; none when the console has not been built. */
  pages: ReadonlyMap<string, string>;
}

const COMPRESSED_ALREADY = new Set(['.png', '.woff', '.woff2']);

/** English's has no language in its name. */
const PAGE = /^\/ui\/index(?:\.([a-z]{2,3}))?\.html$/;

const brotli = promisify(brotliCompress);
const gzipped = promisify(gzip);

/** Reads the folder once. A folder that is missing gives a console without pages. */
export function readPageFiles(directory: string): PageFiles {
  if (!existsSync(join(directory, 'index.html'))) return { find: () => undefined, pages: new Map() };
  const files = new Map<string, PageFile>();
  for (const entry of readdirSync(directory, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const file = join(entry.parentPath, entry.name);
    const path = `/ui${file.slice(directory.length)}`;
    files.set(path, pageFile(path, readFileSync(file)));
  }
  const pages = new Map<string, string>();
  for (const [path, { bytes }] of files) {
    const page = PAGE.exec(path);
    if (page === null) continue;
    pages.set(page[1] ?? 'en', bytes.toString('utf8'));
    files.delete(path);
  }
  return { find: (path) => files.get(path), pages };
}

function pageFile(path: string, bytes: Buffer): PageFile {
  const extension = extname(path);
  const made = new Map<string, Promise<Buffer>>();
  return {
    type: contentType(extension),
    etag: `"${createHash('sha256').update(bytes).digest('base64url').slice(0, 22)}"`,
    immutable: path.startsWith('/ui/assets/'),
    bytes,
    encoded(encoding) {
      if (COMPRESSED_ALREADY.has(extension) || bytes.length < 1024) return Promise.resolve(bytes);
      const ready = made.get(encoding) ?? compress(encoding, bytes);
      made.set(encoding, ready);
      return ready;
    },
  };
}

function compress(encoding: 'br' | 'gzip', bytes: Buffer): Promise<Buffer> {
  // Quality 9: within 3 % of the best, at a tenth of its time.
  return encoding === 'br'
    ? brotli(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } })
    : gzipped(bytes, { level: 9 });
}
