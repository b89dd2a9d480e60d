import type { Socket } from 'node:net';
import { z } from 'zod';
import { JsonError, parseJson } from '#contract/json';
import { connectToSocket } from '#platform/http/real-socket';

/** The monitor said no, said nonsense, or said nothing. */
export class QmpError extends Error {
  override name = 'QmpError';
}

const Greeting = z.object({ QMP: z.object({ version: z.looseObject({}) }) });
const Reply = z.union([
  z.object({ return: z.unknown(), id: z.number().int() }),
  z.object({ error: z.object({ class: z.string(), desc: z.string() }), id: z.number().int().optional() }),
]);
const Event = z.object({ event: z.string().max(64), data: z.record(z.string(), z.unknown()).default({}) });

export type QmpEvent = z.infer<typeof Event>;

/** A message of a monitor is short; a longer one comes from a process that is no longer ours to believe (V11). */
export const MAX_MESSAGE_BYTES = 4 * 1024 * 1024;

const RECEIVE_TIMEOUT_MS = 5_000;

/** Cuts a byte stream into the JSON messages of the protocol, one a line. Throws QmpError beyond the length or off the syntax. */
export class QmpReader {
  #pieces: Buffer[] = [];
  #length = 0;

  push(bytes: Buffer): unknown[] {
    const messages: unknown[] = [];
    let from = 0;
    for (let end = bytes.indexOf(0x0a); end !== -1; end = bytes.indexOf(0x0a, from)) {
      this.#keep(bytes.subarray(from, end));
      const line = Buffer.concat(this.#pieces, this.#length).toString('utf8').trim();
      this.#pieces = [];
      this.#length = 0;
      from = end + 1;
      if (line !== '') messages.push(parseMessage(line));
    }
    this.#keep(bytes.subarray(from));
    return messages;
  }

  #keep(bytes: Buffer): void {
    this.#length += bytes.length;
    if (this.#length > MAX_MESSAGE_BYTES) throw new QmpError('a message of the monitor is too long');
    if (bytes.length > 0) this.#pieces.push(bytes);
  }
}

function parseMessage(line: string): unknown {
  try {
    return parseJson(line);
  } catch (error) {
    if (error instanceof JsonError)
      throw new QmpError('a message of the monitor is not JSON', { cause: error });
    throw error;
  }
}

interface Waiting {
  resolve(value: unknown): void;
  reject(error: unknown): void;
}

/** A conversation with one QEMU over its monitor socket. Any fault of the peer ends it, and fails what waits for an answer. */
export class QmpConnection {
  readonly #socket: Socket;
  readonly #reader = new QmpReader();
  readonly #waiting = new Map<number, Waiting>();
  readonly #onEvent: (event: QmpEvent) => void;
  #greeted = Promise.withResolvers<void>();
  #closed = Promise.withResolvers<void>();
  #nextId = 1;
  #open = true;
  /** Lines that wait while the connection is lent; undefined while it is ours. */
  #held: string[] | undefined;
  #lending: Promise<unknown> = Promise.resolve();
  /** Called for an answer to the one thing that is said and is no question. */
  #stray: (() => void) | undefined;

  private constructor(socket: Socket, onEvent: (event: QmpEvent) => void) {
    this.#socket = socket;
    this.#onEvent = onEvent;
    this.#greeted.promise.catch(() => undefined);
    socket.on('data', (bytes) => this.#receive(bytes as Buffer));
    socket.on('error', (error) => this.#end(error));
    socket.on('close', () => this.#end(new QmpError('the monitor closed the connection')));
  }

  /** Connects and takes the greeting. Rejects with QmpError or the socket's error, at the latest after `timeoutMs`. */
  static async connect(
    path: string,
    options: { timeoutMs: number; onEvent?: (event: QmpEvent) => void },
  ): Promise<QmpConnection> {
    const connection = new QmpConnection(await connectToSocket(path), options.onEvent ?? (() => undefined));
    const timer = setTimeout(
      () => connection.#end(new QmpError('the monitor did not greet in time')),
      options.timeoutMs,
    );
    try {
      await connection.#greeted.promise;
      await connection.execute('qmp_capabilities', {}, options.timeoutMs);
      return connection;
    } catch (error) {
      connection.close();
      throw error;
    } finally {
      clearTimeout(timer);
    }
  }

  /** Runs one command and gives its `return`. No answer in time ends the conversation; with Infinity it is waited for. */
  execute(command: string, argument: Record<string, unknown> = {}, timeoutMs = 10_000): Promise<unknown> {
    if (!this.#open) return Promise.reject(new QmpError('the monitor is gone'));
    const id = this.#nextId;
    this.#nextId += 1;
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    const timer = Number.isFinite(timeoutMs)
      ? setTimeout(() => this.#end(new QmpError(`the monitor did not answer ${command} in time`)), timeoutMs)
      : undefined;
    this.#waiting.set(id, {
      resolve: (value) => (clearTimeout(timer), resolve(value)),
      reject: (error) => (clearTimeout(timer), reject(error)),
    });
    const line = `${JSON.stringify({ execute: command, arguments: argument, id })}\n`;
    if (this.#held === undefined) this.#socket.write(line);
    else this.#held.push(line);
    return promise;
  }

  /**
   * Lends the connection to somebody who sends an open file by it, as qemu-bridge-helper does, and has QEMU keep that under this
   * name. Whoever is lent to must say nothing but the one byte that goes with it.
   */
  receive(name: string, lendTo: (socket: Socket) => Promise<void>): Promise<void> {
    const received = this.#lending.then(() => this.#receiveFile(name, lendTo));
    this.#lending = received.catch(() => undefined);
    return received;
  }

  async #receiveFile(name: string, lendTo: (socket: Socket) => Promise<void>): Promise<void> {
    if (!this.#open) throw new QmpError('the monitor is gone');
    const { promise: stray, resolve } = Promise.withResolvers<void>();
    this.#stray = resolve;
    const held: string[] = (this.#held = []);
    try {
      await lendTo(this.#socket);
    } finally {
      this.#held = undefined;
      if (this.#open) {
        // Who lends a connection to a program stops reading it.
        this.#socket.resume();
        // The byte is the beginning of a line that QEMU cannot read, and says so.
        for (const line of ['\n', ...held]) this.#socket.write(line);
      }
    }
    const timer = setTimeout(
      () => this.#end(new QmpError('the monitor did not take an open file in time')),
      RECEIVE_TIMEOUT_MS,
    );
    await Promise.race([stray, this.closed]);
    clearTimeout(timer);
    await this.execute('getfd', { fdname: name });
  }

  /** Resolves when the conversation is over, whoever ended it. */
  get closed(): Promise<void> {
    return this.#closed.promise;
  }

  /** Whether it can still be asked. */
  get isOpen(): boolean {
    return this.#open;
  }

  close(): void {
    this.#end(new QmpError('the connection was closed'));
  }

  #receive(bytes: Buffer): void {
    try {
      for (const message of this.#reader.push(bytes)) this.#handle(message);
    } catch (error) {
      this.#end(error);
    }
  }

  #handle(message: unknown): void {
    if (Greeting.safeParse(message).success) return this.#greeted.resolve();
    const event = Event.safeParse(message);
    if (event.success) return this.#onEvent(event.data);
    const reply = Reply.safeParse(message);
    if (!reply.success) throw new QmpError('the monitor sent something that is no answer');
    const { id } = reply.data;
    if (id === undefined && this.#stray !== undefined) {
      this.#stray();
      this.#stray = undefined;
      return;
    }
    const waiting = id === undefined ? undefined : this.#waiting.get(id);
    if (id === undefined || waiting === undefined)
      throw new QmpError('the monitor answered what was not asked');
    this.#waiting.delete(id);
    if ('error' in reply.data) waiting.reject(new QmpError(reply.data.error.desc));
    else waiting.resolve(reply.data.return);
  }

  #end(error: unknown): void {
    if (!this.#open) return;
    this.#open = false;
    this.#socket.destroy();
    this.#greeted.reject(error);
    for (const waiting of this.#waiting.values()) waiting.reject(error);
    this.#waiting.clear();
    this.#closed.resolve();
  }
}
