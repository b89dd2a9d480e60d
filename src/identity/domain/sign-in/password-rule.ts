import { fail } from '../../errors.ts';
import { COMMON_WORDS } from './common-passwords.ts';

/** Characters that a password has at least, without those of the owner's own names in it. */
const MIN_PASSWORD_LENGTH = 10;

/** The rule as people read it, in refusals, help and documentation. */
export const PASSWORD_RULE = `A password has at least ${MIN_PASSWORD_LENGTH} characters, not counting names and e-mail of its owner in it, and is not digits alone, a row of keys, a repetition, or common words with digits and signs around them.`;

/** Whose password it is to be. */
export interface PasswordOwner {
  email: string;
  firstName: string;
  lastName: string;
}

/** Parts of this length stand in many words by chance. */
const SHORTEST_NAME = 3;
const ROWS = [
  'abcdefghijklmnopqrstuvwxyz',
  'qwertyuiop',
  'asdfghjkl',
  'zxcvbnm',
  'qwertzuiop',
  '01234567890',
];
/** Signs that people write for letters. */
const LOOKS_LIKE: Record<string, string> = {
  ...{ '0': 'o', '1': 'l', '3': 'e', '4': 'a', '5': 's', '7': 't', '@': 'a', $: 's', '!': 'i' },
};

/**
 * Refuses a password that guessers try first (NIST SP 800-63B 5.1.1.2: length, common ones, the owner's own names; no rule
 * about kinds of characters). Nothing leaves the machine.
 */
export function checkPassword(password: string, owner: PasswordOwner): void {
  const reason = weaknessOf(password, owner);
  if (reason !== undefined) fail('password_weak', { reason, rule: PASSWORD_RULE });
}

/** Why the password is easy to guess; undefined when it is not. */
export function weaknessOf(password: string, owner: PasswordOwner): string | undefined {
  const text = password.normalize('NFKC').toLowerCase();
  if (lengthOf(text) < MIN_PASSWORD_LENGTH) return 'it is too short';
  if (lengthOf(withoutNames(text, owner)) < MIN_PASSWORD_LENGTH)
    return 'little of it is left without the name and e-mail of its owner';
  if (/^\p{N}+$/u.test(text)) return 'it is digits alone';
  if (isRepetition(text)) return 'it repeats itself';
  if (isRow(text)) return 'it is a row of keys';
  if (isCommon(text)) return 'it is one of the passwords that are tried first';
  return undefined;
}

function lengthOf(text: string): number {
  return Array.from(text).length;
}

function withoutNames(text: string, { email, firstName, lastName }: PasswordOwner): string {
  const [local = ''] = email.split('@');
  const parts = [
    email,
    ...email.split(/[@.+_-]+/),
    local,
    ...firstName.split(/\s+/),
    ...lastName.split(/\s+/),
  ];
  const names = parts
    .map((part) => part.normalize('NFKC').toLowerCase())
    .filter((part) => lengthOf(part) >= SHORTEST_NAME)
    .sort((left, right) => right.length - left.length);
  return names.reduce((rest, name) => rest.replaceAll(name, ''), text);
}

/** `aaaaaaaaaa`, `abcabcabcabc`: a beginning of at most a third of it, again and again. */
function isRepetition(text: string): boolean {
  for (let length = 1; length * 3 <= text.length; length += 1) {
    const unit = text.slice(0, length);
    if (unit.repeat(Math.ceil(text.length / length)).startsWith(text)) return true;
  }
  return false;
}

/** Of pieces of four neighbours and more, forwards or backwards, little is left: `qwertyuiop`, `1234567890`, `abcd12345678`. */
function isRow(text: string): boolean {
  const rows = ROWS.flatMap((row) => [row, [...row].toReversed().join('')]);
  let rest = text;
  for (let length = 12; length >= 4; length -= 1) {
    for (const row of rows) {
      for (let at = 0; at + length <= row.length; at += 1)
        rest = rest.replaceAll(row.slice(at, at + length), '');
    }
  }
  return lengthOf(rest) <= 2 && rest.length < text.length;
}

/** A common word or two of them, whatever stands around it in digits and signs, and with signs for letters. */
function isCommon(text: string): boolean {
  const core = text.replaceAll(/^[^\p{L}]+|[^\p{L}]+$/gu, '');
  const spelled = [...core].map((char) => LOOKS_LIKE[char] ?? char).join('');
  return [core, spelled].some((form) => isWords(form.replaceAll(/[^\p{L}]/gu, '')));
}

function isWords(text: string): boolean {
  if (COMMON_WORDS.has(text)) return true;
  for (let at = 3; at + 3 <= text.length; at += 1) {
    if (COMMON_WORDS.has(text.slice(0, at)) && COMMON_WORDS.has(text.slice(at))) return true;
  }
  return false;
}
