import { z } from 'zod';

/* Words of the queries of administrators' lists. */

/** A number of a thing, or of rows. */
export const numberWord = z.string().regex(/^\d{1,9}$/, 'is no number');

/** A text; what no database keeps is not in it. */
export const textWord = (most: number) =>
  z
    .string()
    .max(most)
    .regex(/^[^\0]*$/, 'has a character that no text has');

export const flagWord = z.enum(['true', 'false']).transform((word) => word === 'true');

/** Which part of a list. */
export const partWords = {
  offset: numberWord.default('0').transform(Number),
  limit: numberWord.default('100').transform((text) => Math.min(Number(text), 1000)),
};
