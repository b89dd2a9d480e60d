/**
 * What cannot be seen in a name and changes how it looks: controls, marks of direction, and spaces of no width. (The
 * joiner of emoji and of some scripts belongs to what is written and stays.)
 */
const HIDDEN =
  /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]/gu;

/** A name in pieces: what is written, and the hidden marks in it by their number, "U+202E". */
export function nameParts(name: string): { text: string; hidden: boolean }[] {
  const parts: { text: string; hidden: boolean }[] = [];
  let from = 0;
  for (const { 0: mark, index } of name.matchAll(HIDDEN)) {
    if (index > from) parts.push({ text: name.slice(from, index), hidden: false });
    parts.push({ text: markOf(mark), hidden: true });
    from = index + mark.length;
  }
  if (from < name.length) parts.push({ text: name.slice(from), hidden: false });
  return parts;
}

/** Hebrew, Arabic and their kin: written from the right. */
const FROM_THE_RIGHT = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]|[\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;

/** A name for the inside of a sentence: every hidden mark can be read, and it does not turn what stands beside it. */
export function plainName(name: string): string {
  const seen = name.replace(HIDDEN, (mark) => `⟨${markOf(mark)}⟩`);
  return FROM_THE_RIGHT.test(seen) ? `\u2068${seen}\u2069` : seen;
}

/** The part of a name that can be typed on a keyboard, to be typed in again. */
export function typedName(name: string): string {
  return name.replace(HIDDEN, '');
}

function markOf(mark: string): string {
  return `U+${(mark.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
}
