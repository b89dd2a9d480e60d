import assert from 'node:assert/strict';
import type { WireReply } from './wire.ts';

/** Words that only our inside knows: paths, stacks, SQL, sockets, names of libraries and machines. */
const INSIDE =
  /\.ts\b|node_modules|node:internal|\/tmp\/|\/work\/|\bat \w[\w.<>]* \(|\bselect\b.+\bfrom\b|\binsert into\b|relation "|syntax error at|constraint "|invalid input syntax|violates|postgres|kysely|fastify|FST_|ECONN|ENOENT|EPIPE|ERR_[A-Z]|Cannot read prop|is not a function|ZodError|"issues"|\.sock\b/i;

/** Fails when an answer tells of the inside of the cloud. `sent` is what the client itself wrote and may see again. */
export function assertNoLeak(reply: WireReply, what: string, sent = ''): void {
  if (reply.status < 400) return;
  const leak = INSIDE.exec(reply.text)?.[0];
  if (leak !== undefined && !sent.toLowerCase().includes(leak.toLowerCase()))
    assert.fail(`${what}: '${leak}' in ${reply.text.slice(0, 400)}`);
  assert.equal(reply.headers.server, undefined, what);
  assert.equal(reply.headers['x-powered-by'], undefined, what);
  assert.equal(reply.headers['x-evil'], undefined, what);
}

/** Fails unless a refusal is the one document that every service speaks: a fault's name over code, message and details. */
export function assertFault(reply: WireReply, what: string): void {
  if (reply.status < 400 || reply.text === '') return;
  const type = String(reply.headers['content-type'] ?? '');
  if (type.includes('xml')) {
    assert.match(reply.text, /<(\w+)[^>]* code="\d{3}"[^>]*>[^]*<message>[^]*<\/\1>\s*$/, what);
    return;
  }
  if (!type.includes('json')) return;
  const document = JSON.parse(reply.text) as unknown;
  if (reply.status === 409 && Array.isArray(document)) return; // hashes that are missing
  // what clients of OAuth2 are told (spec/identity 1.12)
  if (document !== null && typeof document === 'object' && 'exception' in document) {
    assert.deepEqual(document, { error: 'generic_error', exception: document.exception }, what);
    assert.equal(typeof document.exception, 'string', what);
    return;
  }
  const faults = Object.entries(
    document as Record<string, { code?: unknown; message?: unknown; details?: unknown }>,
  );
  assert.equal(faults.length, 1, `${what}: ${reply.text}`);
  const [name, fault] = faults[0]!;
  assert.match(name, /^[a-z][A-Za-z]+$/, what);
  assert.equal(fault.code, reply.status, `${what}: ${reply.text}`);
  assert.equal(typeof fault.message, 'string', what);
  if (fault.details !== undefined) assert.equal(typeof fault.details, 'string', `${what}: ${reply.text}`);
}
