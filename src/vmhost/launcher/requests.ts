import type { Launch, LaunchHome, ProcessIdentity } from '#platform/launcher';

/** A home whose user is known: the launcher gives every machine one. */
export type OwnedHome = LaunchHome & { uid: number };

/** What the service may ask of the launcher, one JSON line each. */
export type Request =
  | { id: number; op: 'makeHome' | 'removeHome'; home: OwnedHome }
  | { id: number; op: 'start'; home: OwnedHome; launch: Pick<Launch, 'program' | 'args'> }
  | { id: number; op: 'signal'; identity: ProcessIdentity; signal: 'SIGTERM' | 'SIGKILL' };

/** What the launcher says: that it is there, the answer to a request, or that a program it started has ended. */
export type Reply =
  | { ready: true }
  | { id: number; refused: string }
  | { id: number; identity?: ProcessIdentity | null }
  | { exited: number; code: number | null };

/** A request is refused, with the reason. */
export class RefusedRequest extends Error {
  override name = 'RefusedRequest';
}

/** A line of the service with the number it gives itself; the rest of it is read by `readRequest`. */
export interface Numbered {
  id: number;
  op: unknown;
  rest: Record<string, unknown>;
}

/** Longest line of the conversation, either way. */
export const MAX_LINE_BYTES = 128 * 1024;
const MAX_ARGUMENTS = 512;
const MAX_ARGUMENT_BYTES = 32 * 1024;

/** QEMU, and what puts it into a sandbox. */
const PROGRAM = /^(?:unshare|(?:\/[\x21-\x7e]{1,200}\/)?qemu-system-x86_64)$/;

/** Reads the number of a request, by which it is answered. Throws RefusedRequest where there is none. */
export function readNumber(line: string): Numbered {
  const { id, op, ...rest } = record(parse(line));
  if (typeof id !== 'number' || !Number.isSafeInteger(id)) return refuse('a request needs a number');
  return { id, op, rest };
}

/**
 * Reads one request. Whoever sends it is not believed: anything that is not exactly of the form throws RefusedRequest.
 * `isMachine` says which users are those of machines.
 */
export function readRequest({ id, op, rest }: Numbered, isMachine: (uid: number) => boolean): Request {
  const common = { id };
  switch (op) {
    case 'makeHome':
    case 'removeHome':
      only(rest, ['home']);
      return { ...common, op, home: homeOf(rest['home'], isMachine) };
    case 'start': {
      only(rest, ['home', 'launch']);
      return { ...common, op, home: homeOf(rest['home'], isMachine), launch: launchOf(rest['launch']) };
    }
    case 'signal': {
      only(rest, ['identity', 'signal']);
      const { signal } = rest;
      if (signal !== 'SIGTERM' && signal !== 'SIGKILL') return refuse('only two signals are sent');
      return { ...common, op, identity: identityOf(rest['identity']), signal };
    }
    default:
      return refuse('there is no such request');
  }
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return refuse('a request is one line of JSON');
  }
}

function homeOf(value: unknown, isMachine: (uid: number) => boolean): OwnedHome {
  const { name, uid, ...rest } = record(value);
  only(rest, []);
  if (typeof name !== 'string' || !/^[0-9a-f]{12}$/.test(name)) return refuse('that is no name of a machine');
  if (typeof uid !== 'number' || !isMachine(uid)) return refuse('that is no user of a machine');
  return { name, uid };
}

function launchOf(value: unknown): { program: string; args: string[] } {
  const { program, args, ...rest } = record(value);
  only(rest, []);
  if (typeof program !== 'string' || !PROGRAM.test(program)) return refuse('that program is not started');
  if (!Array.isArray(args) || args.length > MAX_ARGUMENTS || !args.every(isArgument))
    return refuse('those are no arguments');
  return { program, args };
}

function isArgument(value: unknown): value is string {
  return typeof value === 'string' && value.length <= MAX_ARGUMENT_BYTES && !value.includes('\0');
}

function identityOf(value: unknown): ProcessIdentity {
  const { pid, startTicks, ...rest } = record(value);
  only(rest, []);
  if (!Number.isSafeInteger(pid) || (pid as number) < 2) return refuse('that is no process of a machine');
  if (typeof startTicks !== 'string' || !/^\d{1,20}$/.test(startTicks)) return refuse('that is no time');
  return { pid: pid as number, startTicks };
}

function record(value: unknown): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return refuse('that is no object');
  return value as Record<string, unknown>;
}

function only(value: Record<string, unknown>, names: readonly string[]): void {
  if (Object.keys(value).some((name) => !names.includes(name))) refuse('a request says more than it may');
}

function refuse(reason: string): never {
  throw new RefusedRequest(reason);
}
