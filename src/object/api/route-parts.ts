import { z } from 'zod';
import type { Conditions } from '../domain/conditions.ts';
import { readUntil } from './listing-query.ts';
import { secondsOf } from './request-headers.ts';

/* What several routes declare of their addresses, queries and headers. */

export const accountPath = z.object({ account: z.string() });
export const containerPath = accountPath.extend({ container: z.string() });
export const objectPath = containerPath.extend({ name: z.string() });

/** A parameter that counts by being there, whatever its value. */
export const flag = z
  .string()
  .optional()
  .transform((value) => value !== undefined);

/** Microseconds of a moment in the past that is asked about. */
export const until = z.string().optional().transform(readUntil);

const date = z.string().optional().transform(secondsOf);

export const conditionHeaders = z.object({
  'if-match': z.string().optional(),
  'if-none-match': z.string().optional(),
  'if-modified-since': date,
  'if-unmodified-since': date,
});

/** The conditions of a request; dates that cannot be read are ignored. */
export function conditionsIn(headers: z.output<typeof conditionHeaders>): Conditions {
  const {
    'if-match': ifMatch,
    'if-none-match': ifNoneMatch,
    'if-modified-since': ifModifiedSince,
    'if-unmodified-since': ifUnmodifiedSince,
  } = headers;
  return {
    ...(ifMatch === undefined ? {} : { ifMatch }),
    ...(ifNoneMatch === undefined ? {} : { ifNoneMatch }),
    ...(ifModifiedSince === undefined ? {} : { ifModifiedSince }),
    ...(ifUnmodifiedSince === undefined ? {} : { ifUnmodifiedSince }),
  };
}

/** Of an answer that says "not modified". */
export const notModifiedHeaders = z.object({
  etag: z.string().optional(),
  'last-modified': z.string(),
  'accept-ranges': z.literal('bytes'),
});
