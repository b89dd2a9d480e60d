import { usageError } from '#platform/commands/command-error';
import { argument, count, flag, text, withDefault } from '#platform/commands/options';
import { shownObject } from '../../domain/objects/show-object.ts';
import { defineCommand } from '../command.ts';

const UUID = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i;

export const fileShow = defineCommand({
  name: 'file-show',
  summary: 'Show what is known of an object, whoever may read it',
  args: [
    argument('<account>', "the object's account, or its own uuid alone"),
    argument('[container]', 'its container'),
    argument('[object]', 'its name'),
  ],
  options: {
    version: count('--obj-version <number>', 'an older version of it'),
    domain: withDefault(text('--domain <name>', 'whose metadata is shown'), 'pithos'),
    hashmap: flag('--hashmap', 'also the ids of its blocks'),
  },
  async run({ service, args: [account, container, object], options, out }) {
    if ((container === undefined) !== (object === undefined))
      throw usageError('Invalid number of arguments: give account, container and object, or a uuid alone.');
    if (container === undefined && !UUID.test(account)) throw usageError(`Invalid UUID: ${account}`);
    const place =
      container === undefined || object === undefined
        ? { uuid: account.toLowerCase() }
        : { account, container, name: object };
    const { version, facts, metadata, sharing, hashes } = await shownObject(service, place, options);
    const time = (microseconds: bigint | null): Date | null =>
      microseconds === null ? null : new Date(Number(microseconds / 1000n));
    out.show({
      name: facts.path,
      bytes: version.size,
      type: version.type,
      hash: version.hash,
      version: version.serial,
      version_timestamp: time(version.mtime),
      modified: time(facts.modified),
      modified_by: version.muser,
      uuid: version.uuid,
      checksum: version.checksum,
      available: version.available > 0,
      mapfile: version.mapName,
      is_snapshot: version.isSnapshot,
      permissions_path: sharing.path ?? '',
      permissions_read: sharing.read,
      permissions_write: sharing.write,
      ...Object.fromEntries([...metadata].map(([key, value]) => [`metadata ${key}`, value])),
    });
    if (hashes !== undefined)
      out.table(
        ['hash'],
        hashes.map((hash) => [hash]),
        'Hashmap',
      );
  },
});
