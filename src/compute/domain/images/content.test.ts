import assert from 'node:assert/strict';
import { test } from 'node:test';
import { unbootable } from './content.ts';

const SECTORS = 100_000n;

/** A first sector with a boot loader (or not) and partitions that begin at these sectors. */
function disk(partitions: readonly number[], options: { loader?: boolean; signature?: string } = {}): Buffer {
  const start = Buffer.alloc(2048);
  if (options.loader ?? true) start.write('\u00eb\u0063\u0090', 0, 'latin1');
  for (const [index, first] of partitions.entries()) {
    start[446 + 16 * index + 4] = 0x83;
    start.writeUInt32LE(first, 446 + 16 * index + 8);
  }
  start.write(options.signature ?? '55aa', 510, 'hex');
  return start;
}

const reasonOf = (start: Buffer, sectors = SECTORS) => unbootable('diskdump', sectors * 512n, start);

test('a disk is taken when a firmware would start it, with partitions or without', () => {
  assert.equal(reasonOf(disk([2048])), undefined);
  assert.equal(reasonOf(disk([])), undefined, 'a loader that needs no partition');
  assert.equal(reasonOf(disk([1], { loader: false })), undefined, 'GPT for UEFI');
});

test('T-C1 what is not the bytes of a disk is told apart by its first bytes, and never opened', () => {
  const named = (magic: string, at = 0): Buffer => {
    const start = Buffer.alloc(2048, 1);
    start.write(magic, at, 'latin1');
    return start;
  };
  for (const [start, reason] of [
    [named('QFI\u00fb'), /qcow2/],
    [named('KDMV'), /VMDK/],
    [named('# Disk DescriptorFile\nversion=1'), /VMDK/],
    [named('vhdxfile'), /VHDX/],
    [named('conectix'), /VHD/],
    [named('\u007f\u0010\u00da\u00be', 64), /VDI/],
    [named('\u00fd7zXZ'), /xz/],
    [named('(\u00b5/\u00fd'), /zstd/],
    [named('ustar', 257), /tar/],
    [named('\u001f\u008b'), /gzip/],
    [disk([2048], { signature: '0000' }), /55 AA/],
    [disk([], { loader: false }), /neither a boot loader nor a partition/],
    [Buffer.alloc(2048), /zeros/],
  ] as const)
    assert.match(reasonOf(start) ?? 'taken', reason);
  const cd = Buffer.alloc(34 * 1024, 1);
  cd.write('CD001', 32_769);
  assert.match(reasonOf(cd) ?? 'taken', /CD/);
});

test('an upload that was cut off before its first partition is no image', () => {
  assert.match(reasonOf(disk([2048]), 2048n) ?? 'taken', /cut off/);
  assert.equal(reasonOf(disk([2048]), 2049n), undefined);
});
