/** The smallest image that is taken: one sector that a firmware would start, beginning with the text. */
export function bootSector(text: string): Buffer {
  const sector = Buffer.alloc(512);
  sector.write(text, 0, 440, 'utf8');
  sector.write('55aa', 510, 'hex');
  return sector;
}

/** A system that does nothing but switch its machine off when it is asked to, as one with a desktop or `acpid` does. */
export function polite(): Buffer {
  const sector = bootSector('');
  const code = [
    ...[0xfb], // sti: the clock wakes it up
    ...[0xba, 0x02, 0x06, 0xb8, 0x00, 0x01, 0xef], // the power button is listened to
    ...[0xf4, 0xba, 0x00, 0x06, 0xed, 0xf6, 0xc4, 0x01, 0x74, 0xf6], // hlt, until it was pressed
    ...[0xba, 0x04, 0x06, 0xb8, 0x00, 0x20, 0xef, 0xeb, 0xfe], // off
  ];
  Buffer.from(code).copy(sector);
  return sector;
}
