import { z } from 'zod';
import type { Conditions } from '../domain/conditions.ts';
import { readUntil } from './listing-query.ts';
import { secondsOf } from './request-headers.ts';

/* What several routes declare of their addresses, queries, headers and answers. */

export const text = z.string();
/** Values by the rest of their header's name. */
export const family = z.record(text, text);

export const accountPath = z.object({ account: text });
export const containerPath = accountPath.extend({ container: text });
export const objectPath = containerPath.extend({ name: text });

/** A parameter that counts by being there, whatever its value. */
export const flag = text.optional().transform((value) => value !== undefined);

/** Microseconds of a moment in the past that is asked about. */
export const until = text.optional().transform(readUntil);

/** The format of an answer that has a choice: `json`, `xml`, or by `Accept`. */
export const formatQuery = z.object({ format: text.optional() });

export const pageQuery = formatQuery.extend({
  limit: text.optional(),
  marker: text.optional(),
  end_marker: text.optional(),
  prefix: text.optional(),
  delimiter: text.optional(),
  reverse: text.optional(),
});

export const listQuery = pageQuery.extend({ until, shared: flag, public: flag });

const date = text.optional().transform(secondsOf);

export const conditionHeaders = z.object({
  'if-match': text.optional(),
  'if-none-match': text.optional(),
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

/** The answer "not modified". */
export const notModified = {
  headers: z.object({
    etag: text.optional(),
    'last-modified': text,
    'accept-ranges': z.literal('bytes'),
  }),
};

/** An answer without a document and without headers of its own. */
export const done = { headers: z.object({}) };

/** A document in the formats that a list has. */
export function listContent(json: z.ZodType) {
  return { 'application/json': json, 'text/plain': text, 'application/xml': text };
}
