import { z } from 'zod';

/** `GET /readyz` of the gateway, for anybody: 200 when every role can do its work, else 503. */
export const ReadinessReply = z.object({
  ready: z.boolean(),
  /** Names of all roles. */
  roles: z.array(z.string()),
  /** What kind of thing keeps which of them from its work. */
  troubles: z.record(z.string(), z.string()).optional(),
  /** Left out while there is room. */
  disk: z.enum(['low', 'full']).optional(),
});
export type ReadinessReply = z.infer<typeof ReadinessReply>;
