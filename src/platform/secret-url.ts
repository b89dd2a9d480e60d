import { z } from 'zod';
import { Secret } from './secret.ts';

/**
 * The schema of an address that holds a password, of one of these protocols (`postgresql:`). What is refused is not shown;
 * `form` says how it is written.
 */
export function secretUrl(protocols: readonly string[], form: string): z.ZodType<Secret> {
  return z
    .string()
    .refine((text) => URL.canParse(text) && protocols.includes(new URL(text).protocol), {
      error: `it is not written as ${form} (@, %, / and : in a password as %40, %25, %2F, %3A)`,
    })
    .transform((text) => new Secret(text));
}
