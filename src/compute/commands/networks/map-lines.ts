/** Maps of a pool as lines: a dot is free in all of them, an X is not. */
export function mapLines(available: string, reserved: string, width: number): string[] {
  const drawn = Array.from(available, (bit, place) => (bit === '1' && reserved[place] === '1' ? '.' : 'X'));
  return drawn.join('').match(new RegExp(`.{1,${width}}`, 'g')) ?? [];
}
