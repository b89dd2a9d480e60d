import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import { ServiceError } from '#platform/errors';
import type { Logger } from '#platform/telemetry/log';
import { refuseUpgrade } from '#platform/http/refusal-text';
import { marksOf } from '#platform/http/request-marks';
import { type Release, Semaphore } from '#platform/semaphore';
import { error } from './errors.ts';
import { CLOSE, relay, type RelayOptions } from './relay.ts';
import { chosenProtocol, ticketOf } from './ticket.ts';
import { connectTo } from './screen-wire.ts';
import type { Screen } from './tickets.ts';

/** Larger than any message a viewer sends but a pasted text, which is cut into frames by it. */
const MAX_MESSAGE_BYTES = 64 * 1024;
/** A viewer has no reason to cut a message into pieces at all. */
const MAX_FRAGMENTS = 128;

export interface ScreenDoorParts {
  /** Whether a page of this origin, asking for this host, is one of ours. */
  isOwnOrigin(origin: string, host: string | undefined): boolean;
  redeem(ticket: string): Promise<Screen | undefined>;
  /** Screens of one person, and of all, in this process. */
  limits: { perUser: number; inAll: number };
  /** Told the number of open screens whenever it changes. */
  onChange(open: number): void;
  relay: RelayOptions;
  log: Logger;
}

/** A screen with its viewer. */
interface OpenScreen {
  viewer: WebSocket;
  credential: string;
  revoked: AbortController;
}

/** Opens screens: a page of ours, a ticket that compute takes, and room for one more. */
export class ScreenDoor {
  readonly #parts: ScreenDoorParts;
  readonly #open = new Set<OpenScreen>();
  /** For connections, before it is known whose they are. */
  readonly #places: Semaphore;
  readonly #placesOfUser: Semaphore;
  readonly #server = new WebSocketServer({
    noServer: true,
    perMessageDeflate: false,
    maxPayload: MAX_MESSAGE_BYTES,
    maxFragments: MAX_FRAGMENTS,
    handleProtocols: chosenProtocol,
  });

  constructor(parts: ScreenDoorParts) {
    this.#parts = parts;
    this.#places = new Semaphore({ atOnce: parts.limits.inAll });
    this.#placesOfUser = new Semaphore({ atOnce: parts.limits.perUser });
  }

  /** Takes a connection that asks for a screen; it ends as a WebSocket or with a refusal. */
  async accept(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    socket.on('error', () => socket.destroy());
    const release = this.#places.tryTake('');
    if (release === undefined) return refuseUpgrade(socket, error('screens_taken'));
    const held = [release];
    const giveBack = (): void => {
      for (const give of held) give();
    };
    try {
      const opened = await this.#openScreen(request, held);
      if (opened instanceof ServiceError) refuseUpgrade(socket, opened);
      else if (socket.destroyed) opened.wire.destroy();
      else return this.#join(request, socket, head, opened, giveBack);
    } catch (thrown) {
      this.#parts.log.error(
        { err: thrown, requestId: marksOf(request)?.requestId },
        'a screen could not be opened',
      );
      refuseUpgrade(socket, error('screen_unreachable'));
    }
    giveBack();
  }

  /** The screen of the request's ticket; what it holds of places is added to `held`. */
  async #openScreen(
    request: IncomingMessage,
    held: Release[],
  ): Promise<ServiceError | { screen: Screen; wire: Socket }> {
    const { origin, host } = request.headers;
    if (origin === undefined || !this.#parts.isOwnOrigin(origin, host)) {
      return error('not_own_page');
    }
    const ticket = ticketOf(request.headers['sec-websocket-protocol']);
    if (ticket === undefined) return error('ticket_missing');
    const screen = await this.#parts.redeem(ticket);
    if (screen === undefined) return error('ticket_refused');
    const place = this.#placesOfUser.tryTake(screen.user);
    if (place === undefined) return error('too_many_screens');
    held.push(place);
    return { screen, wire: await connectTo(screen.at) };
  }

  #join(
    request: IncomingMessage,
    socket: Duplex,
    head: Buffer,
    { screen, wire }: { screen: Screen; wire: Socket },
    giveBack: () => void,
  ): void {
    const { log, relay: options } = this.#parts;
    const about = { server: screen.server, user: screen.user, ...marksOf(request) };
    // If the hand-shake itself is refused, only the connection's end tells.
    const release = (): void => {
      wire.destroy();
      giveBack();
    };
    socket.once('close', release);
    this.#server.handleUpgrade(request, socket, head, (viewer) => {
      const open = { viewer, credential: screen.credential, revoked: new AbortController() };
      this.#open.add(open);
      this.#parts.onChange(this.#open.size);
      log.info(about, 'screen opened');
      void relay(viewer, wire, options, open.revoked.signal).then((report) => {
        this.#open.delete(open);
        this.#parts.onChange(this.#open.size);
        release();
        log.info({ ...about, ...report }, 'screen closed');
      });
    });
  }

  /** What the open screens were opened by, each once. */
  credentials(): string[] {
    return [...new Set([...this.#open].map(({ credential }) => credential))];
  }

  /** Takes the screens away that one of these opened. */
  revoke(credentials: readonly string[]): void {
    const ended = new Set(credentials);
    for (const { credential, revoked } of this.#open) if (ended.has(credential)) revoked.abort();
  }

  /** Tells every viewer to go, and cuts those that have not gone after a second. */
  async close(): Promise<void> {
    const viewers = [...this.#open].map(({ viewer }) => viewer);
    for (const viewer of viewers) viewer.close(CLOSE.goingAway, 'the console stops');
    const closed = viewers.map((viewer) => new Promise((resolve) => viewer.once('close', resolve)));
    const cut = setTimeout(() => {
      for (const viewer of viewers) viewer.terminate();
    }, 1000);
    await Promise.all(closed);
    clearTimeout(cut);
    this.#server.close();
  }
}
