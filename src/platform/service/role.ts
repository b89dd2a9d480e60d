import type { Server } from 'node:net';
import type { FastifyInstance } from 'fastify';
import type { Bus } from '../bus.ts';
import type { Clock } from '../clock.ts';
import type { Trouble } from '../database/health.ts';
import type { DiskSpace } from '../disk-space.ts';
import type { KillPoint } from '../faults.ts';
import type { Ids } from '../ids.ts';
import type { Launcher } from '../launcher.ts';
import type { Logger } from '../telemetry/log.ts';
import type { Metrics } from '../telemetry/metrics.ts';
import type { Secret } from '../secret.ts';
import type { ServiceTransport } from '../http/transport.ts';

/** What the parts of one cloud have of each other, made at the first start. */
export interface RoleSecrets {
  /** Token of a component at identity, by the component's name. */
  component(name: string): Secret;
  /** Any other credential that a service declares, by its place in `secrets.json`. */
  at(place: string): Secret;
  /** 32 bytes, base64url: seals secrets at rest (AES-256-GCM). */
  sealingKey: Secret;
  /** Marks requests that the gateway forwards to a role in another process. */
  internal: Secret;
}

/** What the gateway needs and only root may have: it is had before root is left. */
export interface Entrance {
  /** Certificate and key; undefined for plain HTTP. */
  tls: { cert: Buffer; key: Buffer } | undefined;
  /** The address, opened already, where it is one of root's. */
  listener?: Server;
}

/** What keeps a role from its work: `starting` also until a new cloud is set up, `broken` for a reason of its own. */
export type RoleTrouble = Trouble | 'starting' | 'broken';

/** Which role answers what at the entrance of the cloud. */
export interface Doors {
  /** By the first segment of the path. */
  segments: ReadonlyMap<string, string>;
  /** By the whole path, for WebSockets. */
  upgrades: ReadonlyMap<string, string>;
}

/** Everything a role is given. A role reads nothing else of its surroundings. */
export interface RoleContext {
  /** This role's own settings, of the type its schema says. */
  settings: unknown;
  /** Base address of the cloud as its users write it, without a final slash. */
  baseUrl: string;
  clock: Clock;
  ids: Ids;
  log: Logger;
  /** Who runs a command, as the system knows him; absent in a process of the cloud. */
  operator?: string;
  metrics: Metrics;
  killPoint: KillPoint;
  /** Absolute; each role keeps to its own folder in it. */
  dataDirectory: string;
  /** Absolute, 0700 and short, for sockets: a socket's path has at most 107 bytes. */
  runDirectory: string;
  /** Of a database that the role's service declares. */
  databaseUrl(name: string): string;
  /** The same database past any pooler, for LISTEN, session locks and jobs; throws when it leads to none of them (S16). */
  sessionsUrl(name: string): Promise<string>;
  /** Opens the message bus: PostgreSQL or RabbitMQ, as BROKER says. */
  bus(): Promise<Bus>;
  /** The way to another role, wherever it runs. Every call has a deadline. */
  transportTo(role: string): ServiceTransport;
  /** Applications of roles in this very process, for the gateway's direct hand-over. */
  localApp(role: string): FastifyInstance | undefined;
  /** For the gateway: which role answers what. */
  doors: Doors;
  /** The roles of this very process that are up, with what keeps each from its work. */
  localTroubles(): Promise<Map<string, RoleTrouble | undefined>>;
  /** The space left in the data directory. */
  disk: DiskSpace;
  secrets: RoleSecrets;
  /** Who certificates of roles on other machines are verified by (PEM); the system's own when undefined. */
  roleAuthority?: string;
  /** Starts the programs of machines where this process may not; without it the hypervisor manager does so itself. */
  launcher?: Launcher;
  entrance?: Entrance;
  /** Only in tests: answers are checked against the routes' schemas. */
  checkReplies?: boolean;
  /** Only in tests of other things: hashes of passwords cost next to nothing. */
  quickPasswords?: true;
  /** Only in tests: services whose repeated work the test does itself, and what the rest is spread by. */
  repeatedWork?: { without?: readonly string[]; chance?(): number };
}

/** A role at work. */
export interface RunningRole {
  /** The application to mount, when the role speaks HTTP. */
  app?: FastifyInstance;
  /** Resolves when the role can do its work; throws with one sentence when it cannot. */
  ready(): Promise<void>;
  /** What keeps the role from its work now. Asked again and again: it answers within about a second, and costs little. */
  trouble?(): Promise<Trouble | undefined>;
  /** It serves the metrics of its whole process. */
  servesMetrics?: true;
  /** The set-up beside it changed what it keeps in memory of its database: that is read anew. */
  forget?(): void;
  /** Lets work in hand finish, within the ten seconds that a stop may take, then closes everything. */
  stop(): Promise<void>;
}

/** What a person who starts the cloud should know. */
export interface Notice {
  label: string;
  text: string;
}

/** A role's code. `open` gives the domain alone, without a listener, for the administration commands. */
export interface RoleDefinition<Service = unknown> {
  name: string;
  open?(context: RoleContext): Promise<OpenService<Service>>;
  /** Refuses what would fail later, such as an address that is taken, before anything of this process is started. */
  check?(context: RoleContext): Promise<void>;
  /** Looks at what this machine offers, beside the start of the database. */
  survey?(context: RoleContext, signal?: AbortSignal): Promise<Notice[]>;
  start(context: RoleContext): Promise<RunningRole>;
}

export interface OpenService<Service> {
  service: Service;
  close(): Promise<void>;
}

/** As a running role needs it: it says what keeps it from its work. */
export interface WatchedService<Service> extends OpenService<Service> {
  trouble(): Promise<Trouble | undefined>;
}
