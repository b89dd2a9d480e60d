import type { z } from 'zod';
import type { ReadReply, Replies } from './client.ts';
import { parseJson } from './json.ts';
import { replySchemas } from './replies.ts';

const SCHEMAS: { readonly [Name in keyof Replies]: z.ZodType<Replies[Name]> } = replySchemas;

/** Reads answers by the schemas of the contract, for programs. Throws TypeError when a service answers something else. */
export const parseReply: ReadReply = (name, text) => {
  const parsed = SCHEMAS[name].safeParse(parseJson(text));
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new TypeError(
    `the service answered with another document than agreed: ${name}, ${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}`,
  );
};
