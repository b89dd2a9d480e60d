import { z } from 'zod';
import { FOLDER_ROWS, MOST_FOLDER_ROWS } from '#contract/object-folder';

/** A part of a name; NUL can be in none. */
export const nameText = z
  .string()
  .max(1024)
  .regex(/^[^\0]*$/, 'has a character that no name has');

/** A folder as names begin with it: empty for the top of the container, else with a slash at its end. */
export const folderPath = nameText
  .default('')
  .transform((path) => (path === '' || path.endsWith('/') ? path : `${path}/`));

const rows = z.string().regex(/^\d{1,9}$/, 'is not a number of rows');

/** Which window of a list of rows. */
export const windowQuery = z.object({
  match: nameText.optional(),
  offset: rows.default('0').transform(Number),
  limit: rows.default(String(FOLDER_ROWS)).transform((text) => Math.min(Number(text), MOST_FOLDER_ROWS)),
});
