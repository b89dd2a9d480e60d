import { usageError } from '#platform/commands/command-error';

/** What the words in capitals of the README and the guide stand for, and the command that shows it. */
const PLACEHOLDERS: Record<string, string> = {
  UUID: 'the id of your account, which "kamaki user info" shows',
  ACCOUNT: 'the id of an account; "kamaki user info" shows yours',
  CONTAINER: 'the name of a container; "kamaki container list" shows yours',
  TOKEN: 'your token: the console shows it under "Keys & API access"',
  ADDRESS: 'the address to log in at: the console shows it under "Keys & API access"',
  IMAGE: 'the id of an image, which "kamaki image list" shows',
  FLAVOR: 'the number of a flavor, which "kamaki flavor list" shows',
};

/** Refuses a word that was copied from an example without putting the real thing in its place. */
export function refusePlaceholder(word: string, within = word): void {
  const meaning = Object.hasOwn(PLACEHOLDERS, word) ? PLACEHOLDERS[word] : undefined;
  if (meaning === undefined) return;
  const where = within === word ? '' : ` in "${within}"`;
  throw usageError(`${word}${where} stands for ${meaning}. Put that in its place.`);
}
