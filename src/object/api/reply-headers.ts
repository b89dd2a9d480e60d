/* The one place where values that users chose become headers of a reply: escaped, so that they stay values. */

const UNTOUCHED = /[A-Za-z0-9_.~/=,:@; "-]/;

/** A value as reply headers carry it: percent-encoded UTF-8, with a few characters left as they are. */
export function encodeValue(value: string): string {
  let encoded = '';
  for (const character of value) encoded += UNTOUCHED.test(character) ? character : escape(character);
  return encoded;
}

/** A list with commas, as much of it as fits into so many bytes; no item is cut. */
export function encodeList(items: readonly string[], limitBytes: number): string {
  let list = '';
  for (const item of items) {
    const longer = `${list}${list === '' ? '' : ','}${encodeValue(item)}`;
    if (longer.length > limitBytes) break;
    list = longer;
  }
  return list;
}

/** What a file is to be called: for older readers escaped as all values are, for others by RFC 6266 as well. */
export function fileNameParameters(name: string): string {
  const plain = encodeValue(name).replaceAll('"', '%22');
  const extended = encodeURIComponent(name.toWellFormed()).replaceAll(/['()*]/g, escape);
  return `filename="${plain}"${plain === name ? '' : `; filename*=UTF-8''${extended}`}`;
}

/** A part of a header's name: letters, digits, dashes, and everything else escaped. */
export function encodeName(name: string): string {
  let encoded = '';
  for (const character of name) encoded += /[A-Za-z0-9.~-]/.test(character) ? character : escape(character);
  return encoded;
}

function escape(character: string): string {
  return Array.from(
    Buffer.from(character),
    (byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`,
  ).join('');
}

/** Names of groups and policies in replies: capitalised in ASCII only. */
export function capitalised(name: string): string {
  return name
    .split('-')
    .map((word) => word.charAt(0).replace(/[a-z]/, (letter) => letter.toUpperCase()) + word.slice(1))
    .join('-');
}

/** RFC 1123, whole seconds, of microseconds since 1970. */
export function httpDate(microseconds: bigint): string {
  return new Date(Number(microseconds / 1000n)).toUTCString();
}

/** ISO 8601 with offset; always six fraction digits, since Go clients cannot read fewer. */
export function isoDate(microseconds: bigint): string {
  const text = new Date(Number(microseconds / 1000n)).toISOString().slice(0, 19);
  return `${text}.${fraction(microseconds)}+00:00`;
}

/** Seconds with six decimals. */
export function secondsText(microseconds: bigint): string {
  return `${microseconds / 1_000_000n}.${fraction(microseconds)}`;
}

function fraction(microseconds: bigint): string {
  return (microseconds % 1_000_000n).toString().padStart(6, '0');
}
