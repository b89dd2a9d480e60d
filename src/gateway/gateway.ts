import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Counter } from 'prom-client';
import { ServiceError } from '#platform/errors';
import type { Ids } from '#platform/ids';
import type { Logger } from '#platform/telemetry/log';
import type { Doors } from '#platform/service/role';
import { refuseUpgrade } from '#platform/http/refusal-text';
import type { RequestMarks } from '#platform/http/request-marks';
import { type AnswerRule, commonRule, headersRule, ruleAnswer, serviceRule } from './answer-rules.ts';
import { admitBrowserCall, browserRule } from './browser-door.ts';
import type { ClientOrigin } from './client-address.ts';
import type { CrossOrigin } from './cross-origin.ts';
import type { Brand } from './brand.ts';
import type { PageFiles } from './page-files.ts';
import { servePage } from './pages.ts';
import { type RawTarget, readTarget } from './raw-path.ts';
import { type ReadinessParts, sendJson, sendReadiness } from './readiness.ts';
import { error } from './errors.ts';
import { sendRefusal } from './refusal.ts';
import { checkHeaders, cleanHeaders } from './request-headers.ts';
import { destinationOf } from './route-table.ts';
import type { StaticFiles } from './static-files.ts';
import type { Semaphore } from '#platform/semaphore';
import { slotKey } from './slots.ts';
import type { TransferWatchdog } from './transfer-watchdog.ts';

/** What the gateway needs to decide about a request; made once, at the start. */
export interface GatewayParts extends ReadinessParts {
  doors: Doors;
  pages: PageFiles;
  /** How the cloud is called and looks. */
  brand: Brand;
  staticFiles: StaticFiles;
  /** What the console is told about the cloud before anybody logs in. */
  cloudDocument(): Promise<unknown>;
  isAllowedHost(host: string): boolean;
  /** Origins of the configured base addresses. */
  ownOrigins: ReadonlySet<string>;
  clientOf(peer: { address: string; secure: boolean }, rawHeaders: readonly string[]): ClientOrigin;
  crossOrigin: CrossOrigin;
  /** What one credential has in work at a time; what comes above that waits in line, and not for ever. */
  slots: Semaphore;
  slotWaitMs: number;
  watchdog: TransferWatchdog;
  ids: Ids;
  log: Logger;
  refused: Counter;
  secure: boolean;
}

const MOST_LISTENERS = 24;

/** A request that has passed every check, and what is known of it. */
interface Admitted {
  target: RawTarget;
  marks: RequestMarks;
  client: ClientOrigin;
}

/** The entrance of the cloud: checks what arrives, finds whose it is, and hands it over. */
export class Gateway {
  readonly #parts: GatewayParts;

  constructor(parts: GatewayParts) {
    this.#parts = parts;
  }

  /** Takes every plain request. Whatever goes wrong inside ends as an answer, never as an exception. */
  handle(request: IncomingMessage, response: ServerResponse): void {
    const requestId = `req-${this.#parts.ids.uuid()}`;
    response.setHeader('x-request-id', requestId);
    // Watchdog, slot, connection, application and stream each wait for its end.
    response.setMaxListeners(MOST_LISTENERS);
    request.on('error', () => undefined); // seen as an early close; without a listener it would end the process
    response.on('error', (err) => this.#parts.log.debug({ err, requestId }, 'the client went away'));
    this.#serve(request, response, requestId).catch((thrown: unknown) => {
      this.#parts.log.error({ err: thrown, requestId }, 'request failed in the gateway');
      sendRefusal(request, response, error('internal'));
    });
  }

  async #serve(request: IncomingMessage, response: ServerResponse, requestId: string): Promise<void> {
    const client = this.#clientOf(request);
    this.#parts.watchdog.watch(request, response);
    const rules: AnswerRule[] = [commonRule(requestId, client.secure)];
    ruleAnswer(response, rules);
    const target = this.#admit(request);
    if (target instanceof ServiceError) return this.#refuse(request, response, target);
    const destination = destinationOf(target, this.#parts.doors.segments);
    const marks = { requestId, clientAddress: client.address };
    switch (destination.to) {
      case 'role':
        return this.#toRole(destination.role, request, response, { target, marks, client }, rules);
      case 'pages':
        return servePage(this.#parts, request, response, target.path);
      case 'static file':
        return this.#parts.staticFiles.serve(request, response, target.path);
      case 'front':
        response.writeHead(308, { location: '/ui/', 'content-length': 0, 'cache-control': 'no-store' }).end();
        return;
      case 'cloud document':
        return sendJson(response, 200, await this.#parts.cloudDocument());
      case 'health':
        return sendJson(response, 200, { status: 'ok' });
      case 'readiness':
        return sendReadiness(response, this.#parts);
      case 'nothing':
        return this.#refuse(request, response, error('no_such_page'));
    }
  }

  /** The checks that hold for every request, whoever it is for. */
  #admit(request: IncomingMessage): RawTarget | ServiceError {
    const unsound = checkHeaders(request);
    if (unsound !== undefined) return unsound;
    if (!this.#parts.isAllowedHost(request.headers.host ?? '')) return error('wrong_host');
    return readTarget(request.url ?? '');
  }

  async #toRole(
    role: string,
    request: IncomingMessage,
    response: ServerResponse,
    { target, marks, client }: Admitted,
    rules: AnswerRule[],
  ): Promise<void> {
    const entrance = this.#parts.entrances.get(role);
    if (entrance === undefined) return this.#refuse(request, response, error('service_away'));
    if (request.headers['content-encoding'] !== undefined && !target.path.startsWith('/pithos/')) {
      return this.#refuse(request, response, error('unsupported_type'));
    }
    if (target.browser) {
      const refusal = admitBrowserCall(request, {
        path: target.path,
        secure: client.secure,
        isOwnOrigin: (origin) => this.#isOwnOrigin(origin, request, client.secure),
      });
      if (refusal !== undefined) return this.#refuse(request, response, refusal);
      rules.push(browserRule(target.path, client.secure));
    } else {
      if (this.#parts.crossOrigin.preflight(request, response)) return;
      rules.push(
        serviceRule(target.path),
        headersRule(this.#parts.crossOrigin.headersFor(request, target.path)),
      );
      cleanHeaders(request, COOKIES);
    }
    request.url = target.path + target.query;
    const slot = await this.#slotFor(request, response, marks.clientAddress);
    if (slot === 'none') return this.#refuse(request, response, error('too_many_at_once'));
    if (slot === 'gone') return;
    entrance.handle(request, response, marks);
  }

  async #slotFor(
    request: IncomingMessage,
    response: ServerResponse,
    address: string,
  ): Promise<'taken' | 'none' | 'gone'> {
    const { slots, slotWaitMs } = this.#parts;
    const key = slotKey(request, address);
    let release = slots.tryTake(key);
    if (release === undefined) {
      const gone = new AbortController();
      const leave = (): void => gone.abort();
      response.once('close', leave);
      const patience = AbortSignal.any([gone.signal, AbortSignal.timeout(slotWaitMs)]);
      release = await slots.take(key, patience).catch(() => undefined);
      response.off('close', leave);
    }
    if (response.destroyed || response.closed) {
      release?.();
      return 'gone';
    }
    if (release === undefined) return 'none';
    response.once('close', release);
    return 'taken';
  }

  /** Takes connections that want to become WebSockets. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    socket.on('error', () => socket.destroy());
    try {
      this.#upgrade(request, socket, head);
    } catch (err) {
      this.#parts.log.error({ err }, 'an upgrade failed in the gateway');
      socket.destroy();
    }
  }

  #upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const client = this.#clientOf(request);
    const target = this.#admit(request);
    if (target instanceof ServiceError) return this.#refuseUpgrade(socket, target);
    const role = target.browser ? undefined : this.#parts.doors.upgrades.get(target.path);
    if (role === undefined) return this.#refuseUpgrade(socket, error('no_such_page'));
    const entrance = this.#parts.entrances.get(role);
    if (entrance === undefined) return this.#refuseUpgrade(socket, error('service_away'));
    cleanHeaders(request, BEFORE_SCREENS);
    request.url = target.path;
    entrance.upgrade(request, socket, head, {
      requestId: `req-${this.#parts.ids.uuid()}`,
      clientAddress: client.address,
    });
  }

  #refuseUpgrade(socket: Duplex, refusal: ServiceError): void {
    this.#parts.refused.inc({ status: refusal.status });
    refuseUpgrade(socket, refusal);
  }

  #clientOf(request: IncomingMessage): ClientOrigin {
    const peer = { address: request.socket.remoteAddress ?? '', secure: this.#parts.secure };
    return this.#parts.clientOf(peer, request.rawHeaders);
  }

  /** The configured addresses, and the very host this request was sent to: it is on the list of hosts already. */
  #isOwnOrigin(origin: string, request: IncomingMessage, secure: boolean): boolean {
    const here = `${secure ? 'https' : 'http'}://${request.headers.host ?? ''}`;
    return origin === here || this.#parts.ownOrigins.has(origin);
  }

  #refuse(request: IncomingMessage, response: ServerResponse, refusal: ServiceError): void {
    const { status } = refusal;
    this.#parts.refused.inc({ status });
    // Without the query, which may hold what somebody took for a good place for a secret.
    const path = (request.url ?? '').split('?', 1)[0]!.slice(0, 200);
    const requestId = response.getHeader('x-request-id');
    this.#parts.log.info(
      { requestId, role: 'gateway', method: request.method, path, status },
      'request refused',
    );
    sendRefusal(request, response, refusal);
  }
}

/** Cookies have no force outside the browser's door. */
const COOKIES: ReadonlySet<string> = new Set(['cookie']);
/** A screen is opened by its ticket alone. */
const BEFORE_SCREENS: ReadonlySet<string> = new Set(['cookie', 'authorization', 'x-auth-token']);
