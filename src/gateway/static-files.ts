import { constants, createReadStream, realpathSync, statSync } from 'node:fs';
import { type FileHandle, open, realpath } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { extname, join, sep } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { StartError } from '#platform/service/start-error';
import { error } from './errors.ts';
import { contentType } from './content-types.ts';
import { sendRefusal } from './refusal.ts';

export const STATIC_PREFIX = '/static/';

/** Whatever the file holds, it acts as no page of ours. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox; frame-ancestors 'none'";

/** The operator's own files, below `/static/`: images of the cloud, say. */
export interface StaticFiles {
  /** The file on the disk that an address stands for, to read what is to be known of it; undefined where there is none. */
  locate(path: string): string | undefined;
  serve(request: IncomingMessage, response: ServerResponse, path: string): Promise<void>;
}

/**
 * Files of a folder by their names. Folders are not listed; what begins with a dot, is no plain file, or is elsewhere by way of a
 * link is not there. An empty name has no files. Throws StartError for a folder that cannot be read.
 */
export function staticFiles(directory: string): StaticFiles {
  const root = directory === '' ? undefined : rootOf(directory);
  return {
    locate: (path) => {
      const file = fileOf(root, path);
      try {
        const real = file === undefined ? undefined : realpathSync(file);
        return real !== undefined && isBelow(root, real) && statSync(real).isFile() ? real : undefined;
      } catch {
        return undefined; // not there
      }
    },
    async serve(request, response, path) {
      if (request.method !== 'GET' && request.method !== 'HEAD')
        return sendRefusal(
          request,
          response,
          error('method_not_allowed', {}, { headers: { allow: 'GET,HEAD' } }),
        );
      await using file = await openFile(root, path);
      if (file === undefined) return sendRefusal(request, response, error('no_such_page'));
      await send(file, request, response, path);
    },
  };
}

function rootOf(directory: string): string {
  try {
    const root = realpathSync(directory);
    if (statSync(root).isDirectory()) return root;
  } catch (cause) {
    throw new StartError(`STATIC_DIRECTORY: ${directory} cannot be read: ${(cause as Error).message}`, {
      cause,
    });
  }
  throw new StartError(`STATIC_DIRECTORY: ${directory} is no folder.`);
}

/** The place that an address names, if its parts are plain names. */
function fileOf(root: string | undefined, path: string): string | undefined {
  if (root === undefined || !path.startsWith(STATIC_PREFIX)) return undefined;
  const names = path.slice(STATIC_PREFIX.length).split('/').map(decoded);
  if (!names.every((name): name is string => name !== undefined && isPlain(name))) return undefined;
  return join(root, ...names);
}

function decoded(part: string): string | undefined {
  try {
    return decodeURIComponent(part);
  } catch {
    return undefined;
  }
}

function isPlain(name: string): boolean {
  return name !== '' && !name.startsWith('.') && !/[/\\\0]/.test(name);
}

function isBelow(root: string | undefined, file: string): boolean {
  return root !== undefined && file.startsWith(root + sep);
}

/** Opened by its real name, and looked at when it is open: what is changed meanwhile leads nowhere else. */
async function openFile(root: string | undefined, path: string): Promise<FileHandle | undefined> {
  const file = fileOf(root, path);
  if (file === undefined) return undefined;
  try {
    const real = await realpath(file);
    if (!isBelow(root, real)) return undefined;
    const handle = await open(real, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    if ((await handle.stat()).isFile()) return handle;
    await handle.close();
    return undefined;
  } catch {
    return undefined; // not there, or not ours to read
  }
}

async function send(
  file: FileHandle,
  request: IncomingMessage,
  response: ServerResponse,
  path: string,
): Promise<void> {
  const { size, mtimeMs } = await file.stat();
  const etag = `"${size.toString(36)}-${Math.floor(mtimeMs).toString(36)}"`;
  const headers = {
    etag,
    // It changes when its operator likes.
    'cache-control': 'public, max-age=300',
    'content-security-policy': POLICY,
    'referrer-policy': 'no-referrer',
    'cross-origin-resource-policy': 'cross-origin',
  };
  if (request.headers['if-none-match'] === etag) {
    response.writeHead(304, headers).end();
    return;
  }
  response.writeHead(200, { ...headers, 'content-type': contentType(extname(path)), 'content-length': size });
  if (request.method === 'HEAD' || size === 0) {
    response.end();
    return;
  }
  // Not more than was said, should it grow meanwhile.
  await pipeline(createReadStream('', { fd: file, autoClose: false, start: 0, end: size - 1 }), response);
}
