/** The hash by which the cloud names a whole object: a tree of SHA-256 over the hashes of its blocks (spec/object-storage 4.2). */
export async function objectHash(blockHashes: readonly string[]): Promise<string> {
  let level = blockHashes.map(bytesOf);
  if (level.length === 0) return hexOf(await sha256(new Uint8Array()));
  let width = 1;
  while (width < level.length) width *= 2;
  while (level.length < width) level.push(new Uint8Array(32));
  while (level.length > 1) {
    const above: Uint8Array<ArrayBuffer>[] = [];
    for (let at = 0; at < level.length; at += 2) {
      const pair = new Uint8Array(64);
      pair.set(level[at] ?? [], 0);
      pair.set(level[at + 1] ?? [], 32);
      above.push(await sha256(pair));
    }
    level = above;
  }
  return hexOf(level[0] ?? new Uint8Array());
}

async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
}

function bytesOf(hex: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(hex.match(/../g) ?? [], (pair) => parseInt(pair, 16));
}

function hexOf(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
