import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Ids } from '#platform/ids';
import type { Brand } from './brand.ts';
import type { PageFile, PageFiles } from './page-files.ts';
import { pageLanguage } from './page-language.ts';
import { error } from './errors.ts';
import { sendRefusal } from './refusal.ts';

/** Stands in the page where the nonce of each answer goes. */
const NONCE_MARK = '__CSP_NONCE__';
const ASSETS = '/ui/assets/';

/** What the console's pages are made of. */
export interface PageParts {
  pages: PageFiles;
  brand: Brand;
  ids: Ids;
}

/** For a file opened by itself, and for workers, which live under the policy of their own script. */
const FILE_POLICY =
  "default-src 'none'; connect-src 'self'; script-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'none'";

const NOT_BUILT = `<!doctype html><html lang="en"><meta charset="utf-8"><title>Console not built</title>
<h1>The console has not been built</h1>
<p>The services answer, but the pages of the web console are missing. Run <code>npm start</code>, which builds them.</p></html>
`;

/** Answers requests for the console: its files by exact name, and its one page, in the person's language, for every address inside it. */
export async function servePage(
  parts: PageParts,
  request: IncomingMessage,
  response: ServerResponse,
  path: string,
): Promise<void> {
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    sendRefusal(request, response, error('method_not_allowed', {}, { headers: { allow: 'GET,HEAD' } }));
    return;
  }
  response.setHeader('referrer-policy', 'no-referrer');
  response.setHeader('cross-origin-opener-policy', 'same-origin');
  response.setHeader('cross-origin-resource-policy', 'same-origin');
  const file = parts.pages.find(path);
  if (file !== undefined) await sendFile(file, request, response);
  else if (path.startsWith(ASSETS)) sendRefusal(request, response, error('no_such_page'));
  else sendIndex(parts, request, response);
}

async function sendFile(file: PageFile, request: IncomingMessage, response: ServerResponse): Promise<void> {
  response.setHeader('etag', file.etag);
  response.setHeader('cache-control', file.immutable ? 'public, max-age=31536000, immutable' : 'no-cache');
  response.setHeader('vary', 'Accept-Encoding');
  response.setHeader('content-security-policy', FILE_POLICY);
  if (request.headers['if-none-match'] === file.etag) {
    response.writeHead(304);
    response.end();
    return;
  }
  const encoding = acceptedEncoding(request.headers['accept-encoding']);
  const body = encoding === undefined ? file.bytes : await file.encoded(encoding);
  if (encoding !== undefined && body !== file.bytes) response.setHeader('content-encoding', encoding);
  response.writeHead(200, { 'content-type': file.type, 'content-length': body.length });
  response.end(request.method === 'HEAD' ? undefined : body);
}

function sendIndex(
  { pages: { pages }, brand, ids }: PageParts,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  const nonce = ids.secret(16);
  const page = pages.get(pageLanguage(new Set(pages.keys()), request.headers));
  const body = page === undefined ? NOT_BUILT : brand.brandPage(page.replaceAll(NONCE_MARK, nonce));
  response.writeHead(page === undefined ? 503 : 200, {
    'content-type': 'text/html; charset=utf-8',
    'content-length': Buffer.byteLength(body),
    'cache-control': 'no-store',
    'content-security-policy': policy(nonce, request.headers.host ?? '', brand.imageOrigins),
    'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
  });
  response.end(request.method === 'HEAD' ? undefined : body);
}

/** Scripts only from our own files; style elements only with the nonce; nobody may frame the console. */
function policy(nonce: string, host: string, imageOrigins: readonly string[]): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "font-src 'self'",
    ["img-src 'self' data: blob:", ...imageOrigins].join(' '),
    // Films and sounds that people stored come through the console's door, which makes nothing of theirs act.
    "media-src 'self'",
    // A document that the page itself made of what was stored, of a type that only the browser's viewer takes. Whatever else it
    // were, it would stand under this policy, which runs no script but ours.
    'frame-src blob:',
    // Older browsers do not count WebSockets of the same host as 'self'. The host was checked against the list.
    `connect-src 'self' ws://${host} wss://${host}`,
    "worker-src 'self'",
    "manifest-src 'self'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ');
}

function acceptedEncoding(accepted: string | undefined): 'br' | 'gzip' | undefined {
  const names = (accepted ?? '')
    .slice(0, 200)
    .split(',')
    .map((part) => part.trim().toLowerCase())
    .filter((part) => !/;\s*q=0(?:\.0*)?$/.test(part))
    .map((part) => part.split(';', 1)[0]);
  return names.includes('br') ? 'br' : names.includes('gzip') ? 'gzip' : undefined;
}
