import assert from 'node:assert/strict';
import { test } from 'node:test';
import { EMPTY_HASH } from '#blockstore/content-hash';
import { DELETED, NORMAL } from '../store/schema.ts';
import { type CurrentObject, dataVersion, deletedVersion, etagOf, metadataVersion } from './versions.ts';

const standing: CurrentObject = {
  node: 1n,
  name: 'o',
  serial: 7n,
  hash: 'aa',
  size: 5,
  type: 'text/plain',
  mtime: 1n,
  muser: 'alice',
  uuid: 'the uuid of the object',
  checksum: 'cc',
  cluster: NORMAL,
  available: 1,
  isSnapshot: false,
  mapName: null,
  attributes: new Map([['X-Object-Meta-A', '1']]),
};
const content = { hash: 'bb', size: 9, type: 'image/png', checksum: '' };
const bob = { user: 'bob', uuid: 'a new uuid' };

test('the tag is the MD5, or the hash of the content while that is not known', () => {
  assert.equal(etagOf({ checksum: 'cc', hash: 'aa' }), 'cc');
  assert.equal(etagOf({ checksum: '', hash: 'aa' }), 'aa');
  assert.equal(etagOf({ checksum: '', hash: null }), '');
});

test('new data keeps the uuid of the object that stands there, and what other services know of it', () => {
  const draft = dataVersion(content, bob, new Map(), standing);
  assert.deepEqual(
    [draft.uuid, draft.source, draft.domainsFrom, draft.muser],
    [standing.uuid, 7n, 7n, 'bob'],
  );
  assert.deepEqual([draft.hash, draft.size, draft.attributes.size], ['bb', 9, 0]);
  const first = dataVersion(content, bob, new Map(), undefined);
  assert.deepEqual([first.uuid, first.source, first.domainsFrom], ['a new uuid', null, null]);
});

test('data of no bytes has the same hash and MD5 wherever it came from', () => {
  const draft = dataVersion({ ...content, size: 0 }, bob, new Map(), undefined);
  assert.deepEqual([draft.hash, draft.checksum], [EMPTY_HASH, 'd41d8cd98f00b204e9800998ecf8427e']);
});

test('a snapshot takes no new data, but other metadata', () => {
  const snapshot = { ...standing, isSnapshot: true, mapName: 'a map' };
  assert.throws(() => dataVersion(content, bob, new Map(), snapshot), { code: 'snapshot_is_fixed' });
  const draft = metadataVersion(snapshot, bob, new Map());
  assert.deepEqual([draft.isSnapshot, draft.mapName, draft.hash], [true, 'a map', 'aa']);
});

test('a change of metadata is a version of the same data; the mark of a deletion has none', () => {
  const changed = metadataVersion(standing, bob, new Map([['X-Object-Meta-B', '2']]));
  assert.deepEqual(
    [changed.hash, changed.size, changed.checksum, changed.uuid],
    ['aa', 5, 'cc', standing.uuid],
  );
  const mark = deletedVersion(standing, bob);
  assert.deepEqual(
    [mark.cluster, mark.hash, mark.size, mark.attributes.size, mark.source],
    [DELETED, null, 0, 0, 7n],
  );
});
