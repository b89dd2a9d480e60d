/** A disk of 1 MiB in a file: its first cluster is there, its second none, or one that cannot be unpacked. */
export function qcow2(salt: number, second?: 'damaged'): Buffer {
  const cluster = 65_536;
  const file = Buffer.alloc(5 * cluster);
  file.write('QFI\u00fb', 0, 'latin1');
  file.writeUInt32BE(3, 4);
  file.writeUInt32BE(16, 20);
  file.writeBigUInt64BE(BigInt(16 * cluster), 24);
  file.writeUInt32BE(1, 36);
  file.writeBigUInt64BE(BigInt(cluster), 40);
  file.writeBigUInt64BE(BigInt(2 * cluster), cluster);
  file.writeBigUInt64BE(BigInt(3 * cluster), 2 * cluster);
  if (second !== undefined) file.writeBigUInt64BE((1n << 62n) | BigInt(4 * cluster), 2 * cluster + 8);
  file.write(`salt ${salt}`, 3 * cluster);
  return file;
}
