/** The smallest image that is taken: one sector that a firmware would start, beginning with the text. */
export function bootSector(text: string): Buffer {
  const sector = Buffer.alloc(512);
  sector.write(text, 0, 440, 'utf8');
  sector.write('55aa', 510, 'hex');
  return sector;
}
