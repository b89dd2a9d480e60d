import type RFB from '@novnc/novnc';

const RETURN = 0xff0d;
const TAB = 0xff09;
const SHIFT = 0xffe1;
const NEEDS_SHIFT = /[A-Z~!@#$%^&*()_+{}|:"<>?]/;

/** What has a key on the machine's keyboard, which is an American one: ASCII, the tabulator and the end of a line. */
const HAS_KEY = /^[\t\n\x20-\x7e]$/;

/** Lines as a keyboard ends them, whatever the clipboard had. */
export function toType(text: string): string {
  return text.replaceAll(/\r\n?/g, '\n');
}

/** The characters of the text that have no key, each once, in their order. */
export function untypable(text: string): string[] {
  return [...new Set(toType(text).normalize('NFC'))].filter((letter) => !HAS_KEY.test(letter));
}

/** Presses the keys of the text one after the other; a key every 20 ms is what slow guests follow. */
export async function typeText(rfb: RFB | null, text: string): Promise<void> {
  if (rfb === null) return;
  for (const letter of toType(text)) {
    const key = letter === '\n' ? RETURN : letter === '\t' ? TAB : (letter.codePointAt(0) ?? 0);
    const shift = NEEDS_SHIFT.test(letter);
    if (shift) rfb.sendKey(SHIFT, 'ShiftLeft', true);
    rfb.sendKey(key, null);
    if (shift) rfb.sendKey(SHIFT, 'ShiftLeft', false);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  rfb.focus();
}
