import type { IncomingMessage } from 'node:http';
import { type AnswerRule, serviceRule } from './answer-rules.ts';
import type { ServiceError } from '#platform/errors';
import { error } from './errors.ts';
import { cleanHeaders, setHeader } from './request-headers.ts';

/** The names identity gives its cookies (session, and mark of a known device), and the one path that may set them. */
const SESSION_COOKIE = 'synnefo_session';
const DEVICE_COOKIE = 'synnefo_device';
const SESSION_PATH = '/astakos/ui/session';
/** Where passwords are looked at: a known device has tries of its own there. */
const PASSWORD_PATHS: ReadonlySet<string> = new Set([SESSION_PATH, '/astakos/ui/password']);
const READING_METHODS = new Set(['GET', 'HEAD']);
/** What a browser may want an answer for: to give to the page's own code, to save, to show as a picture or film. */
const HARMLESS_USES = new Set(['empty', 'document', 'image', 'audio', 'video', 'track', 'font']);
/** What a browser may not bring along: its credential is the session, turned into a token here. */
const browserSecrets: ReadonlySet<string> = new Set([
  'cookie',
  'authorization',
  'x-auth-token',
  'x-auth-key',
  'x-auth-user',
  'x-known-device',
]);

/** How this request reached us, for judging where the page stands that sent it. */
export interface BrowserPlace {
  /** Of the service that is called. */
  path: string;
  secure: boolean;
  /** Origins that are the console's own. */
  isOwnOrigin(origin: string, request: IncomingMessage): boolean;
}

/**
 * Admits a call of the console: state changes need our own Origin and the console's header, reading may not come from
 * another site. Turns the session cookie into the token that services understand, and tells the log-in of a known device.
 */
export function admitBrowserCall(request: IncomingMessage, place: BrowserPlace): ServiceError | undefined {
  const { headers, method = '' } = request;
  if (READING_METHODS.has(method)) {
    const site = headers['sec-fetch-site'];
    if (site !== undefined && site !== 'same-origin' && site !== 'none') return error('cross_site_request');
    // Whatever its type and disposition, an answer of a service is no script, worker or style of the console.
    const use = headers['sec-fetch-dest'];
    if (typeof use === 'string' && !HARMLESS_USES.has(use)) return error('cross_site_request');
  } else {
    if (headers.origin === undefined || !place.isOwnOrigin(headers.origin, request))
      return error('cross_site_request');
    if (headers['x-requested-with'] !== 'synnefo') return error('cross_site_request');
  }
  const session = cookieIn(headers.cookie, SESSION_COOKIE, place.secure);
  const device = cookieIn(headers.cookie, DEVICE_COOKIE, place.secure);
  cleanHeaders(request, browserSecrets);
  if (session !== undefined) setHeader(request, 'x-auth-token', session);
  if (device !== undefined && PASSWORD_PATHS.has(place.path)) setHeader(request, 'x-known-device', device);
  return undefined;
}

/** What holds for answers to the console: those of any service, and identity's cookies where they are made or ended. */
export function browserRule(path: string, secure: boolean): AnswerRule {
  const rest = serviceRule(path);
  return (response, status) => {
    const cookies = [response.getHeader('set-cookie') ?? []].flat().map(String);
    rest(response, status);
    response.setHeader('cross-origin-resource-policy', 'same-origin');
    if (path !== SESSION_PATH) return;
    const own = [SESSION_COOKIE, DEVICE_COOKIE].flatMap((name) => {
      const found = cookies.find((cookie) => cookie.startsWith(`${name}=`));
      return found === undefined ? [] : [hardened(found, name, secure)];
    });
    if (own.length > 0) response.setHeader('set-cookie', own);
  };
}

/** Under TLS the prefix makes browsers refuse the cookie from anywhere but this very host. */
function cookieName(name: string, secure: boolean): string {
  return secure ? `__Host-${name}` : name;
}

function hardened(cookie: string, name: string, secure: boolean): string {
  const value = /^[^=]*=([\w.~-]{0,512})/.exec(cookie)?.[1] ?? '';
  const age = /;\s*max-age=(\d{1,10})/i.exec(cookie)?.[1];
  const expires = /;\s*expires=([\w ,:-]{1,40})/i.exec(cookie)?.[1];
  const parts = [`${cookieName(name, secure)}=${value}`, 'Path=/', 'HttpOnly', 'SameSite=Lax'];
  if (secure) parts.push('Secure');
  if (age !== undefined) parts.push(`Max-Age=${age}`);
  else if (expires !== undefined) parts.push(`Expires=${expires}`);
  return parts.join('; ');
}

function cookieIn(cookies: string | undefined, name: string, secure: boolean): string | undefined {
  const start = `${cookieName(name, secure)}=`;
  const found = cookies
    ?.split(';')
    .map((pair) => pair.trim())
    .find((pair) => pair.startsWith(start))
    ?.slice(start.length);
  return found !== undefined && /^[\w.~-]{16,512}$/.test(found) ? found : undefined;
}
