import assert from 'node:assert/strict';
import test from 'node:test';
import { blockHash, EMPTY_BLOCK, topHash } from './block-hash.ts';

const BLOCK = 4 * 1024 * 1024;
const A = Buffer.alloc(BLOCK, 'a');
const B = Buffer.alloc(BLOCK, 'b');
const ZERO = Buffer.alloc(BLOCK);

function objectHash(content: Buffer, blockSize = BLOCK): string {
  const hashes: string[] = [];
  for (let at = 0; at < content.length; at += blockSize)
    hashes.push(blockHash(content.subarray(at, at + blockSize)));
  return topHash(hashes);
}

test('block ids are those of spec/object-storage 4.4', () => {
  assert.equal(blockHash(Buffer.from('')), EMPTY_BLOCK);
  assert.equal(blockHash(ZERO), EMPTY_BLOCK);
  assert.equal(
    blockHash(Buffer.from('hello')),
    '2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824',
  );
  assert.equal(blockHash(Buffer.from('hello\0\0\0')), blockHash(Buffer.from('hello')));
  assert.equal(blockHash(A), '299285fc41a44cdb038b9fdaf494c76ca9d0c866672b2b266c1a0c17dda60a05');
  assert.equal(blockHash(B), '61d678b48de600e6922df82ac9fb5d208d19e98064d0d1d5c14a2ee50481c593');
});

test('a zero in the middle of a block belongs to it, wherever the block ends', () => {
  for (const length of [1, 65_535, 65_536, 65_537, 200_000]) {
    const padded = Buffer.alloc(length + 300_000);
    padded.fill('x', 0, length);
    padded[Math.floor(length / 2)] = 0;
    const block = padded.subarray(0, length);
    assert.equal(blockHash(padded), blockHash(block), `${length} bytes`);
  }
});

test('top hashes are those of spec/object-storage 4.4', () => {
  const hello = Buffer.from('hello');
  const vectors: [Buffer[], string][] = [
    [[A, Buffer.from('b')], '565546ad93383e225e7cf808fb4d527a54dec54826a5c34a24c1f19a03c62583'],
    [[A, B, hello], 'eacbb76bfc8535fa60eb1624539d7d9d2f05676571cbf48d91df4f39b27120b4'],
    [[A, ZERO, hello], '24c835379be691e55633086af971b7a044d42fcf09399fc3b9c6e55de7d43ee9'],
    [[A, A, A, A], '5e843937bbdb416839e7c1a8e043c0dd8b976d781f896541a138dd0eaf6b63a7'],
    [[A, A, A, A, hello], '3d7f142f43c1a529853c55b82377a91f7f638e07f9e766c6552d22e35fdfbf96'],
    [[Buffer.alloc(10_485_760)], 'c93196c1d61dc9a1a3c116c107cd5a28026f5f91b6b9cc0953f708358a1440ec'],
  ];
  for (const [parts, expected] of vectors) assert.equal(objectHash(Buffer.concat(parts)), expected);
  assert.equal(topHash([]), EMPTY_BLOCK);
});

test('the small vectors with blocks of four bytes hold, too', () => {
  assert.equal(
    objectHash(Buffer.from('abcdefgh'), 4),
    '7d5473712172f9ec1494baa03da3d8734d12d385d1ca6340856771c3d93382e6',
  );
  assert.equal(
    objectHash(Buffer.from('abcdefghij'), 4),
    '18374008371944fcd365918bfd1187d4edcaaad1ce8dc23e746347129b1f22d1',
  );
  assert.equal(
    objectHash(Buffer.from('abXYefghij'), 4),
    'f383786e8c4256f16c67fb8d98983a8b14dd4df8f8aea8b8b8c9dbfafabc438b',
  );
});
