import { usageError } from '#platform/commands/command-error';
import type { Cloud } from '../client/cloud.ts';

/** The uuid behind a name; undefined where none is given. */
export async function uuidOf(cloud: Cloud, name: string | undefined): Promise<string | undefined> {
  if (name === undefined) return undefined;
  const uuid = (await (await cloud.account()).uuids([name]))[name];
  if (uuid === undefined) throw usageError(`There is no user ${name}.`);
  return uuid;
}
