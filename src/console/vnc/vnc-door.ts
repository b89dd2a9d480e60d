import { randomInt } from 'node:crypto';
import { createServer, type Server, type Socket } from 'node:net';
import type { Logger } from '#platform/telemetry/log';
import { Semaphore } from '#platform/semaphore';
import { fail } from '../errors.ts';
import { connectTo } from '../screen-wire.ts';
import type { Screen } from '../tickets.ts';
import { greetScreen, greetViewer } from './rfb.ts';
import { copyBothWays } from './copy.ts';

/** A viewer has so long to come. */
const WAIT_MS = 30_000;
const GREETING_MS = 10_000;
/** Ports that are tried before it is said that none is free. */
const TRIES = 50;

export interface VncDoorParts {
  /** Address that is listened on. */
  address: string;
  ports: { first: number; last: number };
  redeem(ticket: string): Promise<Screen | undefined>;
  limits: { perUser: number; inAll: number };
  maxMs: number;
  log: Logger;
}

/** Who may come through, and what he must know. */
export interface VncVisit {
  ticket: string;
  password: string;
  /** The address that asked for it: nobody else is let in (D9). */
  from: string;
}

interface Opened {
  credential: string;
  revoked: AbortController;
}

/**
 * Plain VNC for programs that speak nothing else: a port for one viewer and for half a minute, who is asked for a password
 * and led to the screen's own socket. The screen is never named by who asks, but by a ticket that compute takes (D9, V10).
 */
export class VncDoor {
  readonly #parts: VncDoorParts;
  readonly #open = new Set<Opened>();
  readonly #places: Semaphore;
  readonly #placesOfUser: Semaphore;

  constructor(parts: VncDoorParts) {
    this.#parts = parts;
    this.#places = new Semaphore({ atOnce: parts.limits.inAll });
    this.#placesOfUser = new Semaphore({ atOnce: parts.limits.perUser });
  }

  /** Opens a port that leads to the ticket's screen; gives its number once it is listened on. */
  async open(visit: VncVisit): Promise<number> {
    const release = this.#places.tryTake('') ?? fail('screens_taken');
    const held = [release];
    const giveBack = (): void => {
      for (const give of held) give();
    };
    try {
      const screen = (await this.#parts.redeem(visit.ticket)) ?? fail('ticket_refused');
      held.push(this.#placesOfUser.tryTake(screen.user) ?? fail('too_many_screens'));
      const wire = await connectTo(screen.at);
      try {
        await greetScreen(wire, AbortSignal.timeout(GREETING_MS));
        const server = await this.#listen();
        this.#serve(server, { visit, screen, wire, giveBack });
        return (server.address() as { port: number }).port;
      } catch (error) {
        wire.destroy();
        throw error;
      }
    } catch (error) {
      giveBack();
      throw error;
    }
  }

  /** A free port of the range, by chance: one that was just in use is not the next again. */
  async #listen(): Promise<Server> {
    const { address: host, ports } = this.#parts;
    for (let tries = 0; tries < TRIES; tries += 1) {
      const server = createServer({ pauseOnConnect: true, noDelay: true });
      const listens = await new Promise<boolean>((resolve) => {
        server.once('error', () => resolve(false));
        server.listen({ host, port: randomInt(ports.first, ports.last + 1), exclusive: true }, () =>
          resolve(true),
        );
      });
      if (listens) return server;
    }
    return fail('no_vnc_port');
  }

  #serve(
    server: Server,
    {
      visit,
      screen,
      wire,
      giveBack,
    }: { visit: VncVisit; screen: Screen; wire: Socket; giveBack: () => void },
  ): void {
    const { log, maxMs } = this.#parts;
    const about = { server: screen.server, user: screen.user };
    const opened: Opened = { credential: screen.credential, revoked: new AbortController() };
    const { signal } = opened.revoked;
    this.#open.add(opened);
    let hasCome = false;
    const end = (): void => {
      clearTimeout(waiting);
      server.close();
      wire.destroy();
      if (this.#open.delete(opened)) giveBack();
    };
    const waiting = setTimeout(() => !hasCome && end(), WAIT_MS);
    signal.addEventListener('abort', end, { once: true });
    wire.once('close', end);
    server.on('connection', (viewer) => {
      viewer.on('error', () => viewer.destroy());
      if (hasCome || plainAddress(viewer.remoteAddress ?? '') !== plainAddress(visit.from))
        return void viewer.destroy();
      hasCome = true;
      server.close();
      signal.addEventListener('abort', () => viewer.destroy(), { once: true });
      greetViewer(viewer, visit.password, AbortSignal.any([signal, AbortSignal.timeout(GREETING_MS)]))
        .then(async () => {
          log.info(about, 'screen opened by VNC');
          const report = await copyBothWays(viewer, wire, maxMs);
          log.info({ ...about, ...report }, 'screen closed');
        })
        .catch((error: unknown) => log.info({ ...about, err: error }, 'a viewer was turned away'))
        .finally(() => {
          viewer.destroySoon();
          end();
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

  close(): void {
    for (const { revoked } of this.#open) revoked.abort();
  }
}

/** IPv4 addresses are written in two ways. */
function plainAddress(address: string): string {
  return address.replace(/^::ffff:/, '');
}
