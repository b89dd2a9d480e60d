import type { Command } from './command.ts';
import type { ApiPart } from './openapi.ts';
import type { RoleDefinition } from './role.ts';
import type { SettingsSchema } from './settings.ts';

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

/** What users can have so much of, as a service first says it (spec/identity 2.5). */
export interface ResourceOutline {
  name: string;
  description: string;
  unit: 'bytes' | null;
  uiVisible: boolean;
  apiVisible: boolean;
}

/** One service of the catalog, below its component's base address. */
export interface CatalogOutline {
  name: string;
  type: string;
  prefix: string;
  version: string;
  /** False when clients append the version themselves (`SNF:exposeVersion`). */
  exposeVersion: boolean;
  resources?: readonly ResourceOutline[];
}

/** What a service is at identity: who charges quota, and what the catalog says of it. */
export interface ComponentOutline {
  name: string;
  /** Below the cloud's base address. */
  prefix: string;
  /** Whether its commissions may go beyond limits. */
  mayForce: boolean;
  /** Version of `secrets.json` that brought its token. */
  since: number;
  catalog: readonly CatalogOutline[];
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
  /** Besides the passwords of its databases and the token of its component. */
  secrets?: readonly SecretDefinition[];
  /** In the order of starting. */
  roles: readonly RoleOutline[];
  /** The role that answers the public addresses with this first segment, for each of the service's segments. */
  segments?: Readonly<Record<string, string>>;
  /** The role that takes WebSockets at this public address. */
  upgrades?: Readonly<Record<string, string>>;
  /** Its part of the API page, when users and components call it. */
  api?: { title: string; routes(): Promise<ApiPart['routes']> };
  /** Its commands of `snf-manage`, in the order of the help. */
  commands?(): Promise<readonly Command<never>[]>;
}
