import assert from 'node:assert/strict';
import { test } from 'node:test';
import { NORMAL } from '../../store/schema.ts';
import type { Limits } from '../object-storage.ts';
import type { CurrentObject } from '../versions.ts';
import { type CopyRequest, draftOfCopy, type ObjectCopy } from './copy-draft.ts';

const storage = {
  limits: { maxMetadata: 20, maxMetadataBytes: 10_000 } as Limits,
  ids: { uuid: () => 'a new uuid' } as never,
};
const source: CurrentObject = {
  node: 1n,
  name: 'source',
  serial: 7n,
  hash: 'aa',
  size: 5,
  type: 'text/plain',
  mtime: 1_000_000n,
  muser: 'alice',
  uuid: 'the uuid of the source',
  checksum: 'cc',
  cluster: NORMAL,
  available: 1,
  isSnapshot: false,
  mapName: null,
  attributes: new Map([
    ['X-Object-Meta-A', '1'],
    ['X-Delete-At', '1900000000'],
  ]),
};
const plain: CopyRequest = {
  type: undefined,
  metadata: new Map([['X-Object-Meta-B', '2']]),
  freshMetadata: false,
  sharing: undefined,
  conditions: {},
  targetConditions: {},
};
const target = { account: 'alice', container: 'c', name: 'target' };

function draft(
  changes: Partial<CopyRequest> = {},
  copy: Partial<ObjectCopy> = {},
  current: CurrentObject | undefined = undefined,
) {
  const one = { target, version: source, request: { ...plain, ...changes }, onto: false, ...copy };
  return draftOfCopy(storage, { user: 'bob' }, current, one);
}

test('a copy is an object of its own with the same data, type and metadata, but not the time of its end', () => {
  const { uuid, hash, size, checksum, type, muser, source: from, attributes } = draft();
  assert.deepEqual([hash, size, checksum, type], ['aa', 5, 'cc', 'text/plain']);
  assert.deepEqual([uuid, muser, from], ['a new uuid', 'bob', 7n]);
  assert.deepEqual([...attributes.keys()], ['X-Object-Meta-A', 'X-Object-Meta-B']);
});

test('a move keeps the uuid and all metadata', () => {
  const { uuid, attributes } = draft({}, { uuid: source.uuid });
  assert.equal(uuid, source.uuid);
  assert.equal(attributes.get('X-Delete-At'), '1900000000');
});

test('a copy onto itself keeps the uuid that stands there, and of an older version all but the time of its end', () => {
  const { uuid, attributes } = draft({}, { onto: true }, source);
  assert.equal(uuid, source.uuid);
  assert.equal(attributes.has('X-Delete-At'), true);
  assert.equal(draft({ sourceVersion: 3n }, { onto: true }, source).attributes.has('X-Delete-At'), false);
});

test('a request may give type and metadata anew', () => {
  const { type, attributes } = draft({ type: 'image/png', freshMetadata: true });
  assert.equal(type, 'image/png');
  assert.deepEqual([...attributes], [['X-Object-Meta-B', '2']]);
});

test('what stands at the target may refuse: by the conditions of the request, or as a snapshot', () => {
  const standing = { ...source, name: 'target', serial: 9n };
  assert.throws(() => draft({ targetConditions: { ifNoneMatch: '*' } }, {}, standing), {
    code: 'precondition_failed',
  });
  assert.throws(() => draft({}, {}, { ...standing, isSnapshot: true }), { code: 'snapshot_is_fixed' });
  assert.equal(draft({}, { onto: true }, { ...standing, isSnapshot: true }).uuid, standing.uuid);
});
