/** Whether the text is an IPv4 range of a size that a network may have; the service looks at the rest of it. */
export function isRange(text: string): boolean {
  const [, address = '', length = ''] = /^([\d.]{7,15})\/(2[2-9])$/.exec(text) ?? [];
  const parts = address.split('.');
  return (
    length !== '' &&
    parts.length === 4 &&
    parts.every((part) => /^\d{1,3}$/.test(part) && Number(part) <= 255)
  );
}

/** A range that none of one's networks has: machines may come to be on two of them. */
export function freeRange(taken: readonly string[]): string {
  for (let third = 10; third < 250; third += 1) {
    if (!taken.some((range) => range.startsWith(`192.168.${third}.`))) return `192.168.${third}.0/24`;
  }
  return '';
}
