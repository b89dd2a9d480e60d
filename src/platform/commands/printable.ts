/** Control characters (C0, DEL, C1) and the marks that turn the direction of text around. */
// eslint-disable-next-line no-control-regex
const UNSAFE = /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** Text from the cloud, safe for a terminal: a name cannot move the cursor, clear the screen or hide what follows. */
export function printable(text: string): string {
  return text.replace(UNSAFE, (char) => `\\x${char.charCodeAt(0).toString(16).padStart(2, '0')}`);
}

/** JSON text with the same characters escaped the JSON way; it stays the same document. */
export function printableJson(text: string): string {
  return text.replace(UNSAFE, (char) =>
    char === '\n' ? char : `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
