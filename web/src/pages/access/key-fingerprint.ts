/**
 * The fingerprint of a public key as `ssh-keygen -l` writes it: `SHA256:` and the hash of the key's body. Undefined where the
 * browser cannot hash, which is over plain http, and for what is no key.
 */
export async function fingerprintOf(publicKey: string): Promise<string | undefined> {
  const body = bytesOf(publicKey.trim().split(/\s+/)[1] ?? '');
  if (body === undefined || globalThis.crypto?.subtle === undefined) return undefined;
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', body));
  return `SHA256:${btoa(String.fromCharCode(...hash)).replace(/=+$/, '')}`;
}

function bytesOf(base64: string): Uint8Array<ArrayBuffer> | undefined {
  try {
    const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
    return bytes.length === 0 ? undefined : bytes;
  } catch {
    return undefined;
  }
}
