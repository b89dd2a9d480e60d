import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { StartError } from '#platform/service/start-error';

/** Texts by their path below a folder, such as `im/email.txt`. */
export type Templates = Readonly<Record<string, string>>;

const MAX_FILES = 500;
const MAX_BYTES = 100_000;

/** The program's own. */
export function readOwnTemplates(): Templates {
  return readFolder(import.meta.dirname);
}

/** The operator's, which stand in the place of our own. Throws StartError where the folder or a text cannot be read. */
export function readOverrides(directory: string): Templates {
  if (directory === '') return {};
  try {
    return readFolder(directory);
  } catch (cause) {
    if (cause instanceof StartError) throw cause;
    throw new StartError(
      `MAIL_TEMPLATES_DIRECTORY: ${directory} cannot be read (${(cause as NodeJS.ErrnoException).code ?? String(cause)}).`,
      { cause },
    );
  }
}

/** Older templates had one text for both mails about a new e-mail; it is the one to the new address (spec/identity 3.11). */
const OLDER_NAMES: Readonly<Record<string, string>> = {
  'registration/email_change_email.txt': 'registration/email_change_email_new_email.txt',
};

function readFolder(directory: string): Templates {
  const files = readdirSync(directory, { recursive: true, withFileTypes: true }).filter(
    (entry) => entry.name.endsWith('.txt') && !entry.isDirectory(),
  );
  if (files.length > MAX_FILES)
    throw new StartError(`${directory} has more than ${MAX_FILES} texts of mails.`);
  const found: Record<string, string> = {};
  for (const entry of files) {
    const file = join(entry.parentPath, entry.name);
    const text = readFileSync(file, 'utf8');
    if (text.length > MAX_BYTES) throw new StartError(`${file}: a mail has at most ${MAX_BYTES} characters.`);
    found[relative(directory, file)] = text;
  }
  for (const [older, name] of Object.entries(OLDER_NAMES)) {
    const text = found[older];
    if (text !== undefined) found[name] ??= text;
  }
  return found;
}
