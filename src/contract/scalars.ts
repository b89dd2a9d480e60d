import { z } from 'zod';
import { INFINITE } from './infinite.ts';

const INT64_MIN = -(2n ** 63n);

/** A signed 64-bit integer. The JSON reader gives a number when it is exact and a bigint otherwise; here both become bigint. */
export const int64 = z
  .union([z.number().int(), z.bigint()])
  .transform((value) => BigInt(value))
  .refine((value) => value >= INT64_MIN && value <= INFINITE, 'does not fit in 64 bits');

/** A uuid in any case, given on in lower case. */
export const uuid = z
  .string()
  .regex(/^[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$/, 'is not a uuid')
  .transform((value) => value.toLowerCase());

/** Names a token or a console session between the parts of the cloud: its SHA-256, base64url. */
export const credentialHash = z.string().regex(/^[\w-]{43}$/, 'is not a SHA-256 in base64url');

/** ISO 8601 in UTC with `+00:00`; the six digits of a fraction are left out when it is zero (spec/identity 0.1). */
export function isoTime(time: Date): string {
  const text = time.toISOString();
  const fraction = text.slice(20, 23);
  return fraction === '000' ? `${text.slice(0, 19)}+00:00` : `${text.slice(0, 19)}.${fraction}000+00:00`;
}

/** Null means that nothing was said. */
export const optional = <T extends z.ZodType>(schema: T) =>
  schema.nullish().transform((value) => value ?? undefined);
