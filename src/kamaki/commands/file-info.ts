import { defineCommand } from '../cli/command.ts';
import { LOCATION_HELP, placeOfObject, placeOptions, placeText, requirePath } from '../cli/location.ts';
import type { Place } from '../cli/location.ts';
import { argument, flag, list, pairs, text } from '#platform/commands/options';
import type { Document } from '../client/document.ts';
import { decodeLeniently } from '#contract/image-headers';
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
      const { bytes, blockSize, blockHash, hashes } = await place.store.objectMap(
        place.container,
        place.path,
        options.version,
      );
      return out.record({ bytes, block_size: blockSize, block_hash: blockHash, hashes });
    }
    if (options.versions) {
      const versions = await place.store.versions(place.container, place.path);
      const shown = versions.map(([version, time]) => ({
        version_id: version,
        created: new Date(Number(time) * 1000).toISOString(),
      }));
      return out.record({ [placeText(place)]: shown });
    }
    const headers = await place.store.objectHeaders(place.container, place.path, options.version);
    if (options.sharing) return out.record(sharingOf(headers));
    if (options.metadata) return out.record(metadataOf(headers));
    const own = Object.entries(headers).filter(([name]) => !NOT_THE_OBJECTS.has(name));
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
    const headers: Record<string, string> = {};
    for (const [key, value] of Object.entries(add)) headers[metaHeader(key)] = encodeURIComponent(value);
    for (const key of remove) headers[metaHeader(key)] = '';
    if (none) headers['x-object-sharing'] = '';
    if (read.length + write.length > 0) headers['x-object-sharing'] = await widened(place, read, write);
    if (Object.keys(headers).length === 0) throw usageError('Nothing to change: see kamaki file modify -h');
    await place.store.updateObject(place.container, place.path, headers);
    const now = await place.store.objectHeaders(place.container, place.path);
    out.record({ ...sharingOf(now), ...metadataOf(now) });
  },
});

/** `read=a,b;write=c` with what is there and what is added; the header replaces the whole entry. */
async function widened(place: Place, read: readonly string[], write: readonly string[]): Promise<string> {
  const now = sharingParts(await place.store.objectHeaders(place.container, place.path));
  const all = (kind: string, more: readonly string[]): string =>
    [...new Set([...(now.get(kind) ?? []), ...more])].map(encodeURIComponent).join(',');
  return [
    ['read', all('read', read)],
    ['write', all('write', write)],
  ]
    .filter(([, who]) => who !== '')
    .map(([kind, who]) => `${kind}=${who}`)
    .join(';');
}

/** Who may do what, as people write it: names of groups are encoded on the way. */
function sharingParts(headers: Record<string, string>): Map<string, string[]> {
  const parts = (headers['x-object-sharing'] ?? '').split(';').filter((part) => part.trim() !== '');
  return new Map(
    parts.map((part) => {
      const [kind = '', who = ''] = part.trim().split('=', 2);
      return [
        kind,
        who
          .split(',')
          .filter((name) => name !== '')
          .map(decodeLeniently),
      ];
    }),
  );
}

function sharingOf(headers: Record<string, string>): Document {
  const sharing = [...sharingParts(headers)].map(([kind, who]): [string, string] => [kind, who.join(',')]);
  return Object.fromEntries(sharing);
}

function metadataOf(headers: Record<string, string>): Document {
  const prefix = 'x-object-meta-';
  const own = Object.entries(headers).filter(([name]) => name.startsWith(prefix));
  return Object.fromEntries(
    own.map(([name, value]) => [decodeLeniently(name.slice(prefix.length)), decodeLeniently(value)]),
  );
}

function metaHeader(key: string): string {
  return `x-object-meta-${encodeURIComponent(key)}`;
}
