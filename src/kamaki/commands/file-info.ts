import { defineCommand } from '../cli/command.ts';
import { LOCATION_HELP, placeOfObject, placeOptions, placeText, requirePath } from '../cli/location.ts';
import type { Place } from '../cli/location.ts';
import { argument, flag, list, pairs, text } from '#platform/commands/options';
import type { Document } from '../client/document.ts';
import { decodeLeniently } from '#contract/image-headers';
import type { ObjectFacts, Sharing } from '#contract/object-headers';
import { usageError } from '#platform/commands/command-error';

/** Headers of every answer, which say nothing about the object. */
const NOT_THE_OBJECTS = new Set([
  'connection',
  'keep-alive',
  'date',
  'vary',
  'cache-control',
  'transfer-encoding',
  'x-trans-id',
  'x-openstack-request-id',
  'x-request-id',
  'x-content-type-options',
  'content-security-policy',
  'referrer-policy',
  'strict-transport-security',
  'server',
]);

export const fileInfo = defineCommand({
  name: 'file info',
  summary: 'Show a file',
  help: LOCATION_HELP,
  args: [argument('<place>')],
  options: {
    ...placeOptions,
    version: text('--object-version <version>', 'this version of the file'),
    hashmap: flag('--hashmap', 'the hashes of its blocks instead'),
    sharing: flag('--sharing', 'only who may use it'),
    metadata: flag('--metadata', 'only its metadata'),
    versions: flag('--object-versions', 'the list of its versions'),
  },
  async run({ args, options, cloud, out }) {
    const place = await placeOfObject(cloud(), args[0], options);
    requirePath(place, args[0]);
    if (options.hashmap) {
      const { bytes, blockSize, blockHash, hashes } = await place.store.blocks(
        place.container,
        place.path,
        options.version,
      );
      return out.record({ bytes, block_size: blockSize, block_hash: blockHash, hashes });
    }
    if (options.versions) {
      const versions = await place.store.versions(place.container, place.path);
      const shown = versions.map(({ version, madeAt }) => ({
        version_id: version,
        created: madeAt.toISOString(),
      }));
      return out.record({ [placeText(place)]: shown });
    }
    const facts = await place.store.object(place.container, place.path, options.version);
    if (options.sharing) return out.record(sharingRecord(facts));
    if (options.metadata) return out.record(facts.metadata);
    const own = Object.entries(facts.headers).filter(([name]) => !NOT_THE_OBJECTS.has(name));
    out.record(Object.fromEntries(own.map(([name, value]) => [name, decodeLeniently(value)])));
  },
});

export const fileModify = defineCommand({
  name: 'file modify',
  summary: 'Change who may use a file, or its metadata',
  help: LOCATION_HELP,
  args: [argument('<place>')],
  options: {
    ...placeOptions,
    read: list(
      '--read-permission <uuid>',
      'also this user or group may read (may be repeated; * for everyone)',
    ),
    write: list('--write-permission <uuid>', 'also this user or group may change it (may be repeated)'),
    none: flag('--no-permissions', 'share with nobody'),
    add: pairs('--metadata-add <key=value>', 'set metadata (may be repeated)'),
    remove: list('--metadata-del <key>', 'remove metadata (may be repeated)'),
  },
  async run({ args, options, cloud, out }) {
    const { read, write, none, add, remove } = options;
    if (none && read.length + write.length > 0)
      throw usageError('--no-permissions cannot be combined with permissions.');
    const place = await placeOfObject(cloud(), args[0], options);
    requirePath(place, args[0]);
    const metadata = { ...add, ...Object.fromEntries(remove.map((key) => [key, ''])) };
    const sharing = none
      ? { read: [], write: [] }
      : read.length + write.length > 0
        ? await widened(place, { read, write })
        : undefined;
    if (Object.keys(metadata).length === 0 && sharing === undefined)
      throw usageError('Nothing to change: see kamaki file modify -h');
    await place.store.changeObject(place.container, place.path, { metadata, sharing });
    const now = await place.store.object(place.container, place.path);
    out.record({ ...sharingRecord(now), ...now.metadata });
  },
});

/** What is there and what is added: a change replaces the whole entry. */
async function widened(place: Place, more: Sharing): Promise<Sharing> {
  const { sharing } = await place.store.object(place.container, place.path);
  const both = (right: keyof Sharing): string[] => [...new Set([...sharing[right], ...more[right]])];
  return { read: both('read'), write: both('write') };
}

function sharingRecord({ sharing: { read, write } }: ObjectFacts): Document {
  return {
    ...(read.length === 0 ? {} : { read: read.join(',') }),
    ...(write.length === 0 ? {} : { write: write.join(',') }),
  };
}
