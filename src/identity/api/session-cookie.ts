/** The cookie of a console session. Only `/astakos/ui` and the console's gateway read it. */
export const SESSION_COOKIE = 'synnefo_session';

const MAX_COOKIE_HEADER = 8192;

/** The session's secret in a `Cookie` header; of two cookies of the name the first, which browsers send for the longer path. */
export function sessionIn(header: string | undefined): string | undefined {
  for (const pair of (header ?? '').slice(0, MAX_COOKIE_HEADER).split(';')) {
    const at = pair.indexOf('=');
    if (at !== -1 && pair.slice(0, at).trim() === SESSION_COOKIE) {
      const value = pair.slice(at + 1).trim();
      if (value !== '') return value;
    }
  }
  return undefined;
}

/** `Set-Cookie` of a new session: not readable by scripts, not sent by other sites' forms, and over TLS only where we have it. */
export function sessionCookie(secret: string, expiresAt: Date, baseUrl: string): string {
  return `${SESSION_COOKIE}=${secret}; Path=/; Expires=${expiresAt.toUTCString()}; HttpOnly; SameSite=Lax${secureIn(baseUrl)}`;
}

/** `Set-Cookie` that takes the session away from the browser. */
export function clearedCookie(baseUrl: string): string {
  return `${SESSION_COOKIE}=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax${secureIn(baseUrl)}`;
}

function secureIn(baseUrl: string): string {
  return baseUrl.startsWith('https:') ? '; Secure' : '';
}
