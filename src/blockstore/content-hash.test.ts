import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  BLOCK_SIZE,
  blockId,
  EMPTY_HASH,
  packIds,
  strippedLength,
  topHash,
  unpackIds,
} from '#blockstore/content-hash';

const A = Buffer.alloc(BLOCK_SIZE, 'a');
const B = Buffer.alloc(BLOCK_SIZE, 'b');
const Z = Buffer.alloc(BLOCK_SIZE);

function cut(content: Buffer, size: number): Buffer[] {
  const blocks: Buffer[] = [];
  for (let at = 0; at < content.length; at += size) blocks.push(content.subarray(at, at + size));
  return blocks;
}

const topOf = (content: Buffer, size: number): Promise<string> =>
  topHash(packIds(cut(content, size).map(blockId)));

test('T-O20 block ids of the specification: trailing zeros do not count, leading ones do', () => {
  assert.equal(blockId(Buffer.alloc(0)), EMPTY_HASH);
  assert.equal(blockId(Z), EMPTY_HASH);
  assert.equal(
    blockId(Buffer.from('hello')),
    '2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824',
  );
  assert.equal(
    blockId(Buffer.from('hello\0\0\0')),
    '2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824',
  );
  assert.equal(blockId(A), '299285fc41a44cdb038b9fdaf494c76ca9d0c866672b2b266c1a0c17dda60a05');
  assert.equal(blockId(B), '61d678b48de600e6922df82ac9fb5d208d19e98064d0d1d5c14a2ee50481c593');
  assert.equal(blockId(Buffer.from('b')), '3e23e8160039594a33894f6564e1b1348bbd7a0088d42c4acb73eeaed59c009d');
  assert.notEqual(blockId(Buffer.from('\0ab')), blockId(Buffer.from('ab')));
});

test('top hashes of the specification, at the block size of production', async () => {
  const hello = Buffer.from('hello');
  const vectors: [Buffer, string][] = [
    [Buffer.alloc(0), EMPTY_HASH],
    [hello, '2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824'],
    [Z, EMPTY_HASH],
    [A, '299285fc41a44cdb038b9fdaf494c76ca9d0c866672b2b266c1a0c17dda60a05'],
    [
      Buffer.concat([A, Buffer.from('b')]),
      '565546ad93383e225e7cf808fb4d527a54dec54826a5c34a24c1f19a03c62583',
    ],
    [Buffer.concat([A, B, hello]), 'eacbb76bfc8535fa60eb1624539d7d9d2f05676571cbf48d91df4f39b27120b4'],
    [Buffer.concat([A, Z, hello]), '24c835379be691e55633086af971b7a044d42fcf09399fc3b9c6e55de7d43ee9'],
    [Buffer.concat([A, A, A, A]), '5e843937bbdb416839e7c1a8e043c0dd8b976d781f896541a138dd0eaf6b63a7'],
    [Buffer.concat([A, A, A, A, hello]), '3d7f142f43c1a529853c55b82377a91f7f638e07f9e766c6552d22e35fdfbf96'],
    [Buffer.alloc(10 * 1024 * 1024), 'c93196c1d61dc9a1a3c116c107cd5a28026f5f91b6b9cc0953f708358a1440ec'],
  ];
  for (const [content, top] of vectors)
    assert.equal(await topOf(content, BLOCK_SIZE), top, `${content.length} bytes`);
});

test('top hashes of the specification, at a block size of four bytes', async () => {
  const vectors: [string, string][] = [
    ['abcdefgh', '7d5473712172f9ec1494baa03da3d8734d12d385d1ca6340856771c3d93382e6'],
    ['abXYefgh', 'f0069061f58ea1a18cc2a1596928f79308b6b5de472e26c9421a175cc3bc6bce'],
    ['abXYefghij', 'f383786e8c4256f16c67fb8d98983a8b14dd4df8f8aea8b8b8c9dbfafabc438b'],
    ['abXYe', '0744eb57323d76f73699577a6dbc5baf8c097d550c46ad394a6e395a0e4c55c4'],
    ['abcdefghij', '18374008371944fcd365918bfd1187d4edcaaad1ce8dc23e746347129b1f22d1'],
  ];
  for (const [content, top] of vectors) assert.equal(await topOf(Buffer.from(content), 4), top, content);
});

test('the length without trailing zeros is exact at every boundary of the fast path', () => {
  for (const length of [0, 1, 65_535, 65_536, 65_537, 131_072, 200_000]) {
    assert.equal(strippedLength(Buffer.alloc(length)), 0);
    for (const at of [0, 1, 65_535, 65_536, length - 1]) {
      if (at < 0 || at >= length) continue;
      const bytes = Buffer.alloc(length);
      bytes[at] = 7;
      assert.equal(strippedLength(bytes), at + 1, `${at} of ${length}`);
    }
  }
});

test('packing and unpacking ids is lossless', () => {
  const ids = [EMPTY_HASH, blockId(Buffer.from('x'))];
  assert.deepEqual(unpackIds(packIds(ids)), ids);
});
