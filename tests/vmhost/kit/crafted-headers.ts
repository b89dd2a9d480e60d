/** Beginnings of disks that a program which guesses formats would follow to the file `target` of the host (C1). */
export function craftedHeaders(target: string): Record<string, Buffer> {
  const path = Buffer.from(target);
  const named = (magic: string, build: (disk: Buffer) => void): Buffer => {
    const disk = Buffer.alloc(1024 * 1024);
    disk.write(magic, 0, 'latin1');
    build(disk);
    return disk;
  };
  const qcow2 = (version: number, incompatible: bigint) =>
    named('QFI\xfb', (disk) => {
      disk.writeUInt32BE(version, 4);
      disk.writeBigUInt64BE(512n, 8);
      disk.writeUInt32BE(path.length, 16);
      disk.writeUInt32BE(16, 20);
      disk.writeBigUInt64BE(1024n * 1024n, 24);
      disk.writeUInt32BE(1, 36);
      disk.writeBigUInt64BE(0x30000n, 40);
      disk.writeBigUInt64BE(0x10000n, 48);
      disk.writeUInt32BE(1, 56);
      disk.writeBigUInt64BE(incompatible, 72);
      disk.writeUInt32BE(4, 96);
      disk.writeUInt32BE(104, 100);
      // Header extension with the name of an external data file.
      disk.writeUInt32BE(0x44415441, 104);
      disk.writeUInt32BE(path.length, 108);
      path.copy(disk, 112);
      path.copy(disk, 512);
      disk.writeBigUInt64BE(0x20000n, 0x10000);
      disk.writeUInt16BE(1, 0x20000);
    });
  const descriptor = (type: string, extent: string): Buffer =>
    named('', (disk) =>
      disk.write(
        `# Disk DescriptorFile\nversion=1\nCID=fffffffe\nparentCID=ffffffff\ncreateType="${type}"\nparentFileNameHint="${target}"\n${extent}\n`,
        0,
      ),
    );
  return {
    'qcow2 with a backing file': qcow2(2, 0n),
    'qcow2 version 3 with a backing file': qcow2(3, 0n),
    'qcow2 with an external data file': qcow2(3, 4n),
    'qcow2 whose backing file is JSON': named('QFI\xfb', (disk) => {
      qcow2(3, 0n).copy(disk);
      const json = `json:{"driver":"file","filename":"${target}"}`;
      disk.writeUInt32BE(json.length, 16);
      disk.write(json, 512);
    }),
    'qcow with a backing file': named('QFI\xfb', (disk) => {
      disk.writeUInt32BE(1, 4);
      disk.writeBigUInt64BE(512n, 8);
      disk.writeUInt32BE(path.length, 16);
      path.copy(disk, 512);
    }),
    'qed with a backing file': named('QED\0', (disk) => {
      disk.writeUInt32LE(65_536, 4);
      disk.writeUInt32LE(4, 8);
      disk.writeUInt32LE(1, 12);
      disk.writeBigUInt64LE(1n, 16);
      disk.writeUInt32LE(512, 56);
      disk.writeUInt32LE(path.length, 60);
      path.copy(disk, 512);
    }),
    'vmdk descriptor with a flat extent': descriptor('monolithicFlat', `RW 2048 FLAT "${target}" 0`),
    'vmdk descriptor with a device': descriptor('fullDevice', `RW 2048 FLAT "${target}" 0`),
    'vmdk with an embedded descriptor': named('KDMV', (disk) => {
      disk.writeUInt32LE(1, 4);
      disk.writeBigUInt64LE(1n, 28);
      disk.writeBigUInt64LE(2n, 36);
      descriptor('monolithicFlat', `RW 2048 FLAT "${target}" 0`).copy(disk, 512, 0, 1024);
    }),
    'vdi with a parent': named('<<< Oracle VM VirtualBox Disk Image >>>\n', (disk) =>
      disk.writeUInt32LE(0xbeda107f, 64),
    ),
    'vhd, differencing': named('conectix', (disk) => disk.writeUInt32BE(4, 60)),
    'vhdx with a parent': named('vhdxfile', (disk) => path.copy(disk, 4096)),
    parallels: named('WithoutFreeSpace', (disk) => disk.writeUInt32LE(2, 16)),
    'a bare JSON file name': named('', (disk) =>
      disk.write(`json:{"driver":"raw","file":{"driver":"file","filename":"${target}"}}`, 0),
    ),
  };
}
