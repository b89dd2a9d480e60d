import { awaitsContinue } from '#platform/http/expect-continue';
import { isActiveType } from '#contract/active-types';
import type { OutgoingHttpHeader, OutgoingHttpHeaders, ServerResponse } from 'node:http';

/** Looks at the headers of an answer just before they leave, and changes them. */
export type AnswerRule = (response: ServerResponse, status: number) => void;

/** Nothing in an answer of an API may act as a page of ours. */
const INERT = "default-src 'none'; sandbox; frame-ancestors 'none'";

/**
 * Runs the rules on whatever the role behind us is about to answer. The role's own call of `writeHead` is what sends;
 * the rules have the last word over it.
 */
export function ruleAnswer(response: ServerResponse, rules: readonly AnswerRule[]): void {
  const send = response.writeHead.bind(response);
  response.writeHead = ((status: number, reason?: unknown, headers?: unknown): ServerResponse => {
    const given = typeof reason === 'string' ? headers : reason;
    if (given !== undefined && given !== null)
      fold(response, given as OutgoingHttpHeaders | OutgoingHttpHeader[]);
    for (const rule of rules) rule(response, status);
    return typeof reason === 'string' ? send(status, reason) : send(status);
  }) as ServerResponse['writeHead'];
}

/** Takes headers in any of the forms that `writeHead` takes. */
function fold(response: ServerResponse, given: OutgoingHttpHeaders | OutgoingHttpHeader[]): void {
  if (!Array.isArray(given)) {
    for (const [name, value] of Object.entries(given))
      if (value !== undefined) response.setHeader(name, value);
    return;
  }
  const seen = new Set<string>();
  for (let at = 0; at < given.length; at += 2) {
    const name = String(given[at]);
    const value = given[at + 1] as string;
    if (seen.has(name.toLowerCase())) response.appendHeader(name, value);
    else response.setHeader(name, value);
    seen.add(name.toLowerCase());
  }
}

/** On every answer: where to find it in the log, no guessing of types, no banner. */
export function commonRule(requestId: string, secure: boolean): AnswerRule {
  return (response) => {
    response.setHeader('x-request-id', requestId);
    response.setHeader('x-openstack-request-id', requestId);
    response.setHeader('x-content-type-options', 'nosniff');
    response.removeHeader('server');
    response.removeHeader('x-powered-by');
    // The client may or may not send the body it kept back: nothing after it on this connection could be understood.
    if (awaitsContinue(response.req)) response.setHeader('connection', 'close');
    if (secure) response.setHeader('strict-transport-security', 'max-age=31536000');
  };
}

/**
 * On every answer of an API: no shared cache may keep it, except what is public; cookies are set through the console's
 * own door only; a stored page cannot act as ours, and credentials mode stays off whatever a service says.
 */
export function serviceRule(path: string): AnswerRule {
  const isPublic = path.startsWith('/pithos/public/');
  const isStored = path.startsWith('/pithos/');
  return (response, status) => {
    if (!isPublic) response.setHeader('cache-control', 'no-store');
    else if (status < 400) response.setHeader('cache-control', 'public, max-age=60, must-revalidate');
    if (!isPublic) vary(response, 'X-Auth-Token');
    response.removeHeader('set-cookie');
    response.removeHeader('access-control-allow-credentials');
    if (isStored || !response.hasHeader('content-security-policy'))
      response.setHeader('content-security-policy', INERT);
    response.setHeader('referrer-policy', 'no-referrer');
    if (isStored && isActiveType(String(response.getHeader('content-type') ?? ''))) attach(response);
  };
}

/** Headers that depend on the origin of the page that asks. */
export function headersRule(headers: Record<string, string>): AnswerRule {
  return (response) => {
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
    if (Object.keys(headers).length > 0) vary(response, 'Origin');
  };
}

function vary(response: ServerResponse, name: string): void {
  const now = String(response.getHeader('vary') ?? '');
  const names = now.split(',').map((part) => part.trim().toLowerCase());
  if (names.includes(name.toLowerCase()) || names.includes('*')) return;
  response.setHeader('vary', now === '' ? name : `${now}, ${name}`);
}

/** Keeps the file name that the service gave, but never shows the content in place. */
function attach(response: ServerResponse): void {
  const said = String(response.getHeader('content-disposition') ?? '');
  if (/^attachment/i.test(said)) return;
  response.setHeader(
    'content-disposition',
    said === '' ? 'attachment' : said.replace(/^[^;]*/, 'attachment'),
  );
}
