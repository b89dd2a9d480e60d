import type { IncomingMessage } from 'node:http';
import { type AnswerRule, serviceRule } from './answer-rules.ts';
import { refusals, type Refusal } from './refusal.ts';
import { cleanHeaders, setHeader } from './request-headers.ts';

/** The name identity gives its session cookie, and the one path that may set it. */
const SESSION_COOKIE = 'synnefo_session';
const SESSION_PATH = '/astakos/ui/session';
const READING_METHODS = new Set(['GET', 'HEAD']);
/** What a browser may not bring along: its credential is the session, turned into a token here. */
const browserSecrets: ReadonlySet<string> = new Set([
  'cookie',
  'authorization',
  'x-auth-token',
  'x-auth-key',
  'x-auth-user',
]);

/** How this request reached us, for judging where the page stands that sent it. */
export interface BrowserPlace {
  secure: boolean;
  /** Origins that are the console's own. */
  isOwnOrigin(origin: string, request: IncomingMessage): boolean;
}

/**
 * Admits a call of the console: state changes need our own Origin and the console's header, reading may not come from
 * another site. Turns the session cookie into the token that services understand.
 */
export function admitBrowserCall(request: IncomingMessage, place: BrowserPlace): Refusal | undefined {
  const { headers, method = '' } = request;
  if (READING_METHODS.has(method)) {
    const site = headers['sec-fetch-site'];
    if (site !== undefined && site !== 'same-origin' && site !== 'none') return refusals.crossSite();
  } else {
    if (headers.origin === undefined || !place.isOwnOrigin(headers.origin, request))
      return refusals.crossSite();
    if (headers['x-requested-with'] !== 'synnefo') return refusals.crossSite();
  }
  const session = sessionOf(headers.cookie, place.secure);
  cleanHeaders(request, browserSecrets);
  if (session !== undefined) setHeader(request, 'x-auth-token', session);
  return undefined;
}

/** What holds for answers to the console: those of any service, and the session cookie where it is made or ended. */
export function browserRule(path: string, secure: boolean): AnswerRule {
  const rest = serviceRule(path);
  return (response, status) => {
    const cookies = [response.getHeader('set-cookie') ?? []].flat().map(String);
    rest(response, status);
    response.setHeader('cross-origin-resource-policy', 'same-origin');
    if (path !== SESSION_PATH) return;
    const own = cookies.find((cookie) => cookie.startsWith(`${SESSION_COOKIE}=`));
    if (own !== undefined) response.setHeader('set-cookie', hardened(own, secure));
  };
}

/** Under TLS the prefix makes browsers refuse the cookie from anywhere but this very host. */
function cookieName(secure: boolean): string {
  return secure ? `__Host-${SESSION_COOKIE}` : SESSION_COOKIE;
}

function hardened(cookie: string, secure: boolean): string {
  const value = /^[^=]*=([\w.~-]{0,512})/.exec(cookie)?.[1] ?? '';
  const age = /;\s*max-age=(\d{1,10})/i.exec(cookie)?.[1];
  const expires = /;\s*expires=([\w ,:-]{1,40})/i.exec(cookie)?.[1];
  const parts = [`${cookieName(secure)}=${value}`, 'Path=/', 'HttpOnly', 'SameSite=Lax'];
  if (secure) parts.push('Secure');
  if (age !== undefined) parts.push(`Max-Age=${age}`);
  else if (expires !== undefined) parts.push(`Expires=${expires}`);
  return parts.join('; ');
}

function sessionOf(cookies: string | undefined, secure: boolean): string | undefined {
  const start = `${cookieName(secure)}=`;
  const found = cookies
    ?.split(';')
    .map((pair) => pair.trim())
    .find((pair) => pair.startsWith(start))
    ?.slice(start.length);
  return found !== undefined && /^[\w.~-]{16,512}$/.test(found) ? found : undefined;
}
