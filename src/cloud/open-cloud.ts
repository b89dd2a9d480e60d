import { readFileSync } from 'node:fs';
import type { FastifyInstance } from 'fastify';
import { httpTransport, type Transport } from '#contract/transport';
import type { Bus } from '#platform/bus';
import type { GatewaySettings } from '#gateway/settings';
import { type Clock, systemClock } from '#platform/clock';
import { type DiskSpace, unwatchedDisk } from '#platform/disk-space';
import type { KillPoint } from '#platform/faults';
import { type Ids, randomIds } from '#platform/ids';
import type { Launcher } from '#platform/launcher';
import type { Logger } from '#platform/telemetry/log';
import type { Metrics } from '#platform/telemetry/metrics';
import type { Secret } from '#platform/secret';
import type { DatabaseDefinition } from '#platform/service/service-definition';
import type { Entrance, RoleContext } from '#platform/service/role';
import { readSettings, type SettingsSchema } from '#platform/settings';
import { requireSessions } from '#platform/database/sessions';
import { MARK_HEADERS } from '#platform/http/internal-hop';
import { injectTransport, type ServiceTransport, withDeadline } from '#platform/http/transport';
import { assembly, type Assembly } from './assembly.ts';
import { baseAddress } from './base-address.ts';
import { formerSetting } from './former-settings/former-settings.ts';
import { Readiness } from './readiness.ts';
import { roleAddress } from '#platform/service/role-address';
import { StartError } from '#platform/service/start-error';
import { loadSecrets, type StoredSecrets } from './secrets.ts';
import type { CloudSettings } from './settings.ts';

export interface OpenCloudOptions {
  /** The services; those of this program unless given. */
  assembly?: Assembly;
  dataDirectory: string;
  runDirectory: string;
  configDirectory?: string;
  environment: Record<string, string | undefined>;
  /** Settings that the command line gave; they win. */
  given?: Record<string, unknown>;
  /** All settings, when they have been read before. */
  settings?: Record<string, unknown>;
  log: Logger;
  metrics: Metrics;
  killPoint: KillPoint;
  /** The embedded database, for every one that has no address of its own. */
  embeddedUrl(name: string): string;
  /** What this process is, where it is to run. */
  parts?: readonly string[];
  /** The space of the data directory; commands do without. */
  disk?: DiskSpace;
  clock?: Clock;
  ids?: Ids;
  launcher?: Launcher;
  entrance?: Entrance;
  checkReplies?: boolean;
  quickPasswords?: true;
  repeatedWork?: RoleContext['repeatedWork'];
}

/** Everything roles are given, before any of them runs. */
export interface OpenCloud {
  /** The services it is made of. */
  assembly: Assembly;
  settings: CloudSettings;
  /** Those of all services, too. */
  values: Record<string, unknown>;
  clock: Clock;
  metrics: Metrics;
  /** Address of the cloud as its users write it. */
  baseUrl: string;
  secrets: StoredSecrets;
  /** Applications of the roles in this process, filled as they start. */
  apps: Map<string, FastifyInstance>;
  /** Whether a role of this process can do its work for clients; what is not here yet cannot. */
  readiness: Readiness;
  contextFor(role: string): RoleContext;
  close(): Promise<void>;
}

/** Reads the settings of all roles. Throws SettingsError in one sentence; `told` hears of those of older guides that set nothing. */
export function readCloudSettings({
  told = () => undefined,
  ...from
}: Pick<OpenCloudOptions, 'assembly' | 'configDirectory' | 'environment' | 'given'> & {
  told?(sentence: string): void;
}): Record<string, unknown> {
  return readSettings((from.assembly ?? assembly).allSettings, {
    environment: from.environment,
    ...(from.configDirectory === undefined ? {} : { configDirectory: from.configDirectory }),
    ...(from.given === undefined ? {} : { given: from.given }),
    former: { sentence: formerSetting, told },
  });
}

/** Whether the role that makes secrets is of this data directory: in this process, or in one that it meets by a socket here. */
function isMadeHere(
  maker: string | undefined,
  parts: readonly string[],
  { ROLE_ADDRESSES }: CloudSettings,
): boolean {
  if (maker === undefined || parts.includes(maker)) return true;
  return (ROLE_ADDRESSES[maker] ?? 'unix:').startsWith('unix:');
}

/** Reads settings and secrets and prepares what roles share. Throws SettingsError or StartError in one sentence. */
export function openCloud(options: OpenCloudOptions): OpenCloud {
  const own = options.assembly ?? assembly;
  const values = options.settings ?? readCloudSettings(options);
  const settings = values as CloudSettings;
  const clock = options.clock ?? systemClock;
  const ids = options.ids ?? randomIds;
  const secrets = loadSecrets(options.dataDirectory, ids, {
    declared: own.secrets,
    maker: own.secretsMaker,
    mayMake: options.parts !== undefined && isMadeHere(own.secretsMaker, options.parts, settings),
  });
  const apps = new Map<string, FastifyInstance>();
  const readiness = new Readiness();
  const databaseUrl = (name: string): string =>
    externalUrl(values, databaseOf(own, name)) ?? options.embeddedUrl(name);
  const tried = new Map<string, Promise<string>>();
  const sessionsUrl = (name: string): Promise<string> => {
    const url = tried.get(name) ?? triedUrl(values, databaseOf(own, name), databaseUrl(name));
    tried.set(name, url);
    return url;
  };
  const roleAuthority = settings.ROLE_TLS_CA_FILE === '' ? undefined : readPem(settings.ROLE_TLS_CA_FILE);
  // Roles on other machines refuse whoever does not know the secret of their cloud.
  const hop = { ca: roleAuthority, headers: { [MARK_HEADERS.credential]: secrets.internal.reveal() } };
  let bus: Promise<Bus> | undefined;
  const context: Omit<RoleContext, 'settings'> = {
    baseUrl: baseAddress(values as CloudSettings & GatewaySettings),
    clock,
    ids,
    log: options.log,
    metrics: options.metrics,
    killPoint: options.killPoint,
    dataDirectory: options.dataDirectory,
    runDirectory: options.runDirectory,
    databaseUrl,
    sessionsUrl,
    bus: () =>
      // Loaded when it is wanted: most commands of snf-manage send nothing.
      (bus ??= import('./bus.ts').then(({ openBus }) =>
        openBus(settings, {
          url: () => databaseUrl('queue'),
          sessionsUrl: () => sessionsUrl('queue'),
          log: options.log,
          clock,
        }),
      )),
    transportTo: (role) =>
      transportTo(role, roleAddress(role, settings.ROLE_ADDRESSES, options.runDirectory), apps, hop),
    localApp: (role) => apps.get(role),
    doors: own.doors,
    localTroubles: () => readiness.troubles(),
    disk: options.disk ?? unwatchedDisk,
    secrets,
    ...(roleAuthority === undefined ? {} : { roleAuthority }),
    ...(options.launcher === undefined ? {} : { launcher: options.launcher }),
    ...(options.entrance === undefined ? {} : { entrance: options.entrance }),
    ...(options.checkReplies === undefined ? {} : { checkReplies: options.checkReplies }),
    ...(options.quickPasswords === undefined ? {} : { quickPasswords: options.quickPasswords }),
    ...(options.repeatedWork === undefined ? {} : { repeatedWork: options.repeatedWork }),
  };
  return {
    assembly: own,
    settings,
    values,
    clock,
    metrics: options.metrics,
    baseUrl: context.baseUrl,
    secrets,
    apps,
    readiness,
    contextFor: (name) => ({ ...context, settings: pick(values, own.settingsOf(name)) }),
    // Of a bus that could not be opened whoever asked for it has heard.
    close: async () => (await bus?.catch(() => undefined))?.stop(),
  };
}

/** A role sees the settings of its service and no others. */
function pick(values: Record<string, unknown>, schema: SettingsSchema): Record<string, unknown> {
  return Object.fromEntries(Object.keys(schema).map((key) => [key, values[key]]));
}

function databaseOf({ databases }: Assembly, name: string): DatabaseDefinition {
  const found = databases.find((database) => database.name === name);
  if (found === undefined) throw new TypeError(`no service declares a database ${name}`);
  return found;
}

/** The address of a database that somebody else keeps; undefined for the embedded one. */
export function externalUrl(
  settings: Record<string, unknown>,
  database: DatabaseDefinition,
): string | undefined {
  return (settings[database.setting] as Secret | undefined)?.reveal();
}

function readPem(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    throw new StartError(`ROLE_TLS_CA_FILE: ${path} cannot be read: ${(cause as Error).message}`, { cause });
  }
}

/** The address past a pooler, tried once; the embedded database has none before it. */
async function triedUrl(
  settings: Record<string, unknown>,
  database: DatabaseDefinition,
  url: string,
): Promise<string> {
  const { directSetting } = database;
  if (directSetting === undefined) throw new TypeError(`${database.name} is declared without sessions`);
  if (externalUrl(settings, database) === undefined) return url;
  const past = (settings[directSetting] as Secret | undefined)?.reveal() ?? url;
  await requireSessions(past, directSetting);
  return past;
}

/** The role in this process if it is here by the time of the call, else at its address, else its socket beside ours. */
function transportTo(
  role: string,
  address: string,
  apps: Map<string, FastifyInstance>,
  hop: Parameters<typeof httpTransport>[1],
): ServiceTransport {
  let chosen: Transport | undefined;
  return withDeadline((request) => {
    const app = apps.get(role);
    if (app !== undefined) chosen ??= injectTransport(app);
    chosen ??= httpTransport(address, hop);
    return chosen(request);
  });
}
