import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { awaitsContinue } from '#platform/http/expect-continue';

interface Transfer {
  request: IncomingMessage;
  response: ServerResponse;
  socket: Socket;
  /** Bytes that had passed the socket at the last look. */
  passed: number;
  /** Bytes of each look since the client began to keep us waiting without a pause. */
  waits: number[];
}

/** Looks per window: the rate is known to a twelfth of it. */
const LOOKS = 12;

/**
 * Cuts clients that send or take a body slower than the least rate over a whole window. Only time in which we wait for
 * the client counts: a slow service behind us is not its fault.
 */
export class TransferWatchdog {
  readonly #transfers = new Set<Transfer>();
  readonly #leastBytes: number;
  readonly #onSlow: (request: IncomingMessage, response: ServerResponse) => void;
  readonly #timer: NodeJS.Timeout;

  constructor(options: {
    bytesPerSecond: number;
    windowSeconds: number;
    onSlow: (request: IncomingMessage, response: ServerResponse) => void;
  }) {
    this.#leastBytes = options.bytesPerSecond * options.windowSeconds;
    this.#onSlow = options.onSlow;
    this.#timer = setInterval(() => this.look(), (options.windowSeconds * 1000) / LOOKS);
    this.#timer.unref();
  }

  /** Watches one request until its answer is complete or its connection gone. */
  watch(request: IncomingMessage, response: ServerResponse): void {
    const { socket } = request;
    const transfer = { request, response, socket, passed: bytesOf(socket), waits: [] };
    this.#transfers.add(transfer);
    response.once('close', () => this.#transfers.delete(transfer));
  }

  /** One look at all transfers; the timer calls it twelve times a window. */
  look(): void {
    for (const transfer of this.#transfers) {
      const passed = bytesOf(transfer.socket);
      const moved = passed - transfer.passed;
      transfer.passed = passed;
      if (!isClientsTurn(transfer)) {
        transfer.waits.length = 0;
        continue;
      }
      transfer.waits.push(moved);
      if (transfer.waits.length > LOOKS) transfer.waits.shift();
      const total = transfer.waits.reduce((sum, bytes) => sum + bytes, 0);
      if (transfer.waits.length === LOOKS && total < this.#leastBytes) {
        this.#transfers.delete(transfer);
        this.#onSlow(transfer.request, transfer.response);
      }
    }
  }

  get size(): number {
    return this.#transfers.size;
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#transfers.clear();
  }
}

function bytesOf(socket: Socket): number {
  return socket.bytesRead + socket.bytesWritten;
}

/** Either the answer stands in our buffer because the client does not take it, or we read and nothing comes. */
function isClientsTurn({ request, response, socket }: Transfer): boolean {
  if (response.writableLength > 0 || socket.writableLength > 0) return true;
  return !request.complete && request.readableLength === 0 && !awaitsContinue(request);
}
