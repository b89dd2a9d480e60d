import { z } from 'zod';

/* What the console shows people of their own account. */

/** Somebody's own account. */
export const ProfileReply = z.object({
  profile: z.object({
    uuid: z.string(),
    email: z.string(),
    first_name: z.string(),
    last_name: z.string(),
    joined: z.string(),
    groups: z.array(z.string()),
    /** Whether a new password always ends the API token, too. */
    password_ends_token: z.boolean(),
  }),
});
export type ProfileReply = z.infer<typeof ProfileReply>;

/** One log-in to the console that is not over. */
export const ConsoleSession = z.object({
  id: z.number(),
  address: z.string(),
  /** As the browser named itself. */
  agent: z.string(),
  began: z.string(),
  /** To the minute; null while it was never used. */
  last_used: z.string().nullable(),
  expires: z.string(),
  /** The one that asks. */
  current: z.boolean(),
});
export type ConsoleSession = z.infer<typeof ConsoleSession>;

export const ConsoleSessionsReply = z.object({ sessions: z.array(ConsoleSession) });
export type ConsoleSessionsReply = z.infer<typeof ConsoleSessionsReply>;
