import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Ids } from '#platform/ids';
import type { RoleSecrets } from '#platform/service/role';
import { Secret } from '#platform/secret';
import { assembly } from './assembly.ts';
import { createPrivateFile, readJsonFile, writePrivateFile } from './private-file.ts';
import { StartError } from '#platform/service/start-error';

/** Every credential of the cloud: what roles are given, and the passwords of the embedded databases. */
export interface StoredSecrets extends RoleSecrets {
  /** Password of an embedded database's role; `superuser` has one, too. */
  database(name: string): Secret;
}

/** Of what we make: 32 random bytes, base64url. Shorter than this nothing was ever made. */
const LEAST_LENGTH = 20;

/** What is there only of a cloud that had its secrets before. */
const TRACES = ['setup.json', join('postgres', 'PG_VERSION')];

export interface LoadSecretsOptions {
  /** False where the secrets are made by another process: those of ours would be others than that cloud's. */
  mayMake?: boolean;
  /** The role whose process makes them, for a sentence. */
  maker?: string | undefined;
  /** Credentials by their place, with the version of the file that brought each; those of this program unless given. */
  declared?: ReadonlyMap<string, number>;
}

/**
 * Reads `secrets.json` of the data directory, or makes it (0600). A credential that is newer than the file is made and added,
 * what is unknown is kept; one that the file should have and has not is never made again: the file is damaged, as a file is
 * lost that the directory had. Throws StartError in one sentence then, and where another process has to make it.
 */
export function loadSecrets(
  dataDirectory: string,
  ids: Ids,
  options: LoadSecretsOptions = {},
): StoredSecrets {
  const file = completeFile(dataDirectory, ids, options);
  const at = (place: string): Secret => {
    const value = read(file, place);
    if (typeof value !== 'string') throw new TypeError(`no service declares the secret ${place}`);
    return new Secret(value);
  };
  return {
    at,
    component: (name) => at(`components.${name}`),
    database: (name) => at(`databases.${name}`),
    sealingKey: at('sealingKey'),
    internal: at('internal'),
  };
}

type Document = Record<string, unknown>;

/** The document in the file with every declared credential, made where that is right. */
function completeFile(
  dataDirectory: string,
  ids: Ids,
  { mayMake = true, declared = assembly.secrets, maker = assembly.secretsMaker }: LoadSecretsOptions,
): Document {
  const path = join(dataDirectory, 'secrets.json');
  const version = Math.max(...declared.values());
  // looked for first: a cloud that another process makes meanwhile has its file before it has these
  const trace = TRACES.find((name) => existsSync(join(dataDirectory, name)));
  const found = documentAt(path);
  if (found === undefined) {
    if (!mayMake)
      throw new StartError(
        `There is no ${path}: copy it from the data directory of the process that runs ${maker}; all processes of a cloud need the same secrets.`,
      );
    if (trace !== undefined)
      throw new StartError(
        `${path} is lost, and ${join(dataDirectory, trace)} is of a cloud that has one: restore it from a backup; nothing that was sealed opens with other secrets.`,
      );
    return created(path, { ...withValues({}, declared.keys(), () => ids.secret(32)), version });
  }
  if (typeof found !== 'object' || found === null || Array.isArray(found)) throw damaged(path, 'no document');
  const document = found as Document;
  const has = document['version'] ?? 1;
  if (!Number.isInteger(has) || Number(has) < 1) throw damaged(path, 'no version');
  const missing = [...declared.keys()].filter((place) => !isCredential(read(document, place)));
  const lost = missing.find((place) => declared.get(place)! <= Number(has));
  if (lost !== undefined) throw damaged(path, `no ${lost}`);
  if (missing.length === 0) return document;
  if (!mayMake)
    throw new StartError(
      `${path} has no ${missing.join(', ')}, which is new in this release: start the process that runs ${maker}, and copy its file here.`,
    );
  return extended(path, { ...document, version }, missing, ids);
}

function documentAt(path: string): unknown {
  try {
    return readJsonFile(path);
  } catch (cause) {
    if (cause instanceof SyntaxError) throw damaged(path, 'it is cut');
    throw cause;
  }
}

/** Processes that start together have the secrets of the one that was first. */
function created(path: string, document: Document): Document {
  createPrivateFile(path, textOf(document));
  return readJsonFile(path) as Document;
}

/**
 * The same for a file that gets more. What is made stands in a file of its own first, which stays: whoever adds to the same
 * file at the same time, or goes on where somebody died, adds the same.
 */
function extended(path: string, document: Document, missing: readonly string[], ids: Ids): Document {
  const additions = `${path}.${String(document['version'])}`;
  createPrivateFile(additions, textOf(withValues({}, missing, () => ids.secret(32))));
  const made = documentAt(additions) as Document;
  const whole = withValues(document, missing, (place) => {
    const value = read(made, place);
    if (!isCredential(value)) throw damaged(additions, `no ${place}`);
    return value as string;
  });
  writePrivateFile(path, textOf(whole));
  return whole;
}

function textOf(document: Document): string {
  return `${JSON.stringify(document, undefined, 2)}\n`;
}

function withValues(
  document: Document,
  places: Iterable<string>,
  valueOf: (place: string) => string,
): Document {
  const whole = structuredClone(document);
  for (const place of places) {
    const [group, name] = place.split('.') as [string, string | undefined];
    if (name === undefined) whole[group] = valueOf(place);
    else whole[group] = { ...(whole[group] as Document | undefined), [name]: valueOf(place) };
  }
  return whole;
}

function read(document: Document, place: string): unknown {
  return place.split('.').reduce<unknown>((value, name) => (value as Document | undefined)?.[name], document);
}

function isCredential(value: unknown): boolean {
  return typeof value === 'string' && value.length >= LEAST_LENGTH;
}

function damaged(path: string, what: string): StartError {
  return new StartError(`${path} is not a file of secrets (${what}): restore it from a backup.`);
}
