import { renameSync } from 'node:fs';
import { join } from 'node:path';
import type { Ids } from '#platform/ids';
import type { RoleSecrets } from '#platform/role';
import { Secret } from '#platform/secret';
import { assembly } from './assembly.ts';
import { createPrivateFile, readJsonFile } from './private-file.ts';
import { StartError } from '#platform/start-error';

/** Every credential of the cloud: what roles are given, and the passwords of the embedded databases. */
export interface StoredSecrets extends RoleSecrets {
  /** Password of an embedded database's role; `superuser` has one, too. */
  database(name: string): Secret;
}

/** Of what we make: 32 random bytes, base64url. Shorter than this nothing was ever made. */
const LEAST_LENGTH = 20;

export interface LoadSecretsOptions {
  /** False where the secrets are made by another process: those of ours would be others than that cloud's. */
  mayMake?: boolean;
  /** Credentials by their place, with the version of the file that brought each; those of this program unless given. */
  declared?: ReadonlyMap<string, number>;
}

/**
 * Reads `secrets.json` of the data directory, or makes it (0600). A credential that is newer than the file is made and added,
 * what is unknown is kept; one that the file should have and has not is never made again: the file is damaged. Throws
 * StartError in one sentence then, and where another process has to make it.
 */
export function loadSecrets(
  dataDirectory: string,
  ids: Ids,
  options: LoadSecretsOptions = {},
): StoredSecrets {
  const file = completeFile(join(dataDirectory, 'secrets.json'), ids, options);
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
  path: string,
  ids: Ids,
  { mayMake = true, declared = assembly.secrets }: LoadSecretsOptions,
): Document {
  const version = Math.max(...declared.values());
  const found = documentAt(path);
  if (found === undefined) {
    if (!mayMake)
      throw new StartError(
        `There is no ${path}: copy it from the data directory of the process that runs identity; all processes of a cloud need the same secrets.`,
      );
    return created(path, { ...filled({}, declared.keys(), ids), version });
  }
  if (typeof found !== 'object' || found === null || Array.isArray(found)) throw damaged(path, 'no document');
  const document = found as Document;
  const has = Number(document['version'] ?? 1);
  const missing = [...declared.keys()].filter((place) => !isCredential(read(document, place)));
  const lost = missing.find((place) => declared.get(place)! <= has);
  if (lost !== undefined) throw damaged(path, `no ${lost}`);
  if (missing.length === 0) return document;
  if (!mayMake)
    throw new StartError(
      `${path} has no ${missing.join(', ')}, which is new in this release: start the process that runs identity, and copy its file here.`,
    );
  return replaced(path, { ...filled(document, missing, ids), version });
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

/** The same for a file that gets more: whoever comes second finds the first one's, and puts it in place for both. */
function replaced(path: string, document: Document): Document {
  const next = `${path}.${String(document['version'])}`;
  createPrivateFile(next, textOf(document));
  try {
    renameSync(next, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error; // it is in place already
  }
  return readJsonFile(path) as Document;
}

function textOf(document: Document): string {
  return `${JSON.stringify(document, undefined, 2)}\n`;
}

function filled(document: Document, places: Iterable<string>, ids: Ids): Document {
  const made = structuredClone(document);
  for (const place of places) {
    const [group, name] = place.split('.') as [string, string | undefined];
    if (name === undefined) made[group] = ids.secret(32);
    else made[group] = { ...(made[group] as Document | undefined), [name]: ids.secret(32) };
  }
  return made;
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
