/*
 * resize2fs cuts a file that is longer than the file system, and with it the end of a disk whose partition begins later than
 * at its first byte. No tool has a reason to change how long the disk is, so that the kernel refuses it.
 */

/** Numbers of the calls `truncate` and `ftruncate`, and the kernel's name of the architecture. */
const CALLS: Readonly<Record<string, { arch: number; numbers: readonly number[] }>> = {
  x64: { arch: 0xc000_003e, numbers: [76, 77] },
  arm64: { arch: 0xc000_00b7, numbers: [45, 46] },
};

const LOAD = 0x20;
const JUMP_IF_EQUAL = 0x15;
const RETURN = 0x06;
const ALLOW = 0x7fff_0000;
const NOT_PERMITTED = 0x0005_0001;
const KILL = 0x8000_0000;

/** A filter of system calls for `bwrap --seccomp`; undefined for a processor that we know no numbers of. */
export function keepsLength(processor: string): Buffer | undefined {
  const calls = Object.hasOwn(CALLS, processor) ? CALLS[processor] : undefined;
  if (calls === undefined) return undefined;
  const { arch, numbers } = calls;
  const tests = numbers.map((number, index) => instruction(JUMP_IF_EQUAL, number, numbers.length - index, 0));
  return Buffer.concat([
    instruction(LOAD, 4),
    instruction(JUMP_IF_EQUAL, arch, 1, 0),
    instruction(RETURN, KILL),
    instruction(LOAD, 0),
    ...tests,
    instruction(RETURN, ALLOW),
    instruction(RETURN, NOT_PERMITTED),
  ]);
}

function instruction(code: number, value: number, ifTrue = 0, ifFalse = 0): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeUInt16LE(code, 0);
  bytes.set([ifTrue, ifFalse], 2);
  bytes.writeUInt32LE(value, 4);
  return bytes;
}
