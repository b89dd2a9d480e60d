import type { ComponentOutline } from './component-outline.ts';
import type { Event } from '../bus/define-event.ts';
import type { ServiceCommand } from '../commands/service-command.ts';
import type { ApiPart } from '../http/openapi.ts';
import type { RepeatedWork } from '../repeated-work/repeated-work.ts';
import type { RoleDefinition } from './role.ts';
import type { SetUp } from './set-up.ts';
import type { SettingsSchema } from '../settings.ts';

/** A database of a service, with a role of its own in PostgreSQL. */
export interface DatabaseDefinition {
  /** Also its name and that of its role where it is the embedded one. */
  name: string;
  /** Setting with its address where somebody else keeps it. */
  setting: string;
  /** Whose it is, for a sentence. */
  of: string;
  /** Setting with its address past a pooler; only of one that is also used with LISTEN, session locks and jobs. */
  directSetting?: string;
  /** Version of `secrets.json` that brought its password. */
  since: number;
}

/** A role as data: what is known of it before its code is loaded. */
export interface RoleOutline {
  name: string;
  /** Names of the databases that it connects to itself. */
  databases: readonly string[];
  /** It publishes or consumes events. */
  usesBus?: true;
  /** It answers requests of other processes: by any address, or only where nobody can read along. */
  answers?: 'anywhere' | 'privately';
  /** Its process makes what `secrets.json` lacks; the processes of other roles wait for a copy of the file. One role of a cloud does. */
  makesSecrets?: true;
  load(): Promise<RoleDefinition>;
}

/** What a service keeps secret from all but the cloud's own processes, by its place in `secrets.json`. */
export interface SecretDefinition {
  place: string;
  /** Version of the file that brought it (cloud/secrets.ts). */
  since: number;
}

/**
 * A service as the assembly knows it. Everything that is data stands here; code is behind imports that are made when it is
 * wanted, so that a command of one service loads no other.
 */
export interface ServiceDefinition {
  name: string;
  settings: SettingsSchema;
  databases: readonly DatabaseDefinition[];
  component?: ComponentOutline;
  /** Folders that it keeps in the data directory and that may be file systems of their own: their room is watched. */
  directories?: readonly string[];
  /** Besides the passwords of its databases and the token of its component. */
  secrets?: readonly SecretDefinition[];
  /** In the order of starting. */
  roles: readonly RoleOutline[];
  /** Roles of earlier releases: what whoever still names one is told. */
  formerRoles?: Readonly<Record<string, string>>;
  /** The role that answers the public addresses with this first segment, for each of the service's segments. */
  segments?: Readonly<Record<string, string>>;
  /** The role that takes WebSockets at this public address. */
  upgrades?: Readonly<Record<string, string>>;
  /** Its part of the API page, when users and components call it. */
  api?: { title: string; routes(): Promise<ApiPart['routes']> };
  /**
   * What it makes of a new cloud, in the process of one of its roles. Where the roles that it needs are in that process, too,
   * the start waits for `furnish`; else that is tried until they answer.
   */
  setUp?: { role: string; needs?: readonly string[]; load(): Promise<SetUp> };
  /** Its role runs machines and speaks Ganeti's remote API: it becomes a back end of the cloud that it is part of. */
  manager?: { role: string; clusterNameSetting: string; password: string };
  /** What it does again and again. */
  repeatedWork?(): Promise<readonly RepeatedWork<never>[]>;
  /** It has jobs, in the database of its name. */
  jobs?: true;
  /** What it takes in of the bus. */
  events?(): Promise<readonly Event<never, never>[]>;
  /** Its commands of `snf-manage`, in the order of the help. */
  commands?(): Promise<readonly ServiceCommand<never>[]>;
}
