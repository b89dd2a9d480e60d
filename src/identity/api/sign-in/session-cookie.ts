/** The cookie of a console session. Only `/astakos/ui` and the console's gateway read it. */
const SESSION_COOKIE = 'synnefo_session';

/** Keeps the mark of a known device (I2); it opens nothing. */
const DEVICE_COOKIE = 'synnefo_device';

const MAX_COOKIE_HEADER = 8192;

/** The session's secret in a `Cookie` header; of two cookies of the name the first, which browsers send for the longer path. */
export function sessionIn(header: string | undefined): string | undefined {
  return valueIn(header, SESSION_COOKIE);
}

/** The mark of a known device in a `Cookie` header. */
export function deviceIn(header: string | undefined): string | undefined {
  return valueIn(header, DEVICE_COOKIE);
}

function valueIn(header: string | undefined, name: string): string | undefined {
  for (const pair of (header ?? '').slice(0, MAX_COOKIE_HEADER).split(';')) {
    const at = pair.indexOf('=');
    if (at !== -1 && pair.slice(0, at).trim() === name) {
      const value = pair.slice(at + 1).trim();
      if (value !== '') return value;
    }
  }
  return undefined;
}

/** `Set-Cookie` of a new session: not readable by scripts, not sent by other sites' forms, and over TLS only where we have it. */
export function sessionCookie(secret: string, expiresAt: Date, baseUrl: string): string {
  return cookie(SESSION_COOKIE, secret, expiresAt, baseUrl);
}

/** `Set-Cookie` of a known device, as well kept as a session. */
export function deviceCookie(
  { value, expiresAt }: { value: string; expiresAt: Date },
  baseUrl: string,
): string {
  return cookie(DEVICE_COOKIE, value, expiresAt, baseUrl);
}

function cookie(name: string, value: string, expiresAt: Date, baseUrl: string): string {
  return `${name}=${value}; Path=/; Expires=${expiresAt.toUTCString()}; HttpOnly; SameSite=Lax${secureIn(baseUrl)}`;
}

/** `Set-Cookie` that takes the session away from the browser. */
export function clearedCookie(baseUrl: string): string {
  return `${SESSION_COOKIE}=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax${secureIn(baseUrl)}`;
}

function secureIn(baseUrl: string): string {
  return baseUrl.startsWith('https:') ? '; Secure' : '';
}
