import { z } from 'zod';

/** Roles that answer requests of others, and so may have an address. */
const ADDRESSED_ROLES = ['identity', 'object', 'compute', 'console', 'vmhost'] as const;

const roleAddress = z
  .string()
  .max(4096)
  .refine((text) => isRoleAddress(text), {
    error: ({ input }) =>
      `'${String(input)}' is not the address of a role: write unix:/path, http://host:port or https://host:port`,
  });

/** Where roles run, by their name. */
export const roleAddresses: z.ZodType<Partial<Record<(typeof ADDRESSED_ROLES)[number], string>>> =
  z.partialRecord(z.enum(ADDRESSED_ROLES), roleAddress);

function isRoleAddress(text: string): boolean {
  if (text.startsWith('unix:/')) return true;
  if (!URL.canParse(text)) return false;
  const { protocol, pathname, search, hash, username } = new URL(text);
  return /^https?:$/.test(protocol) && pathname === '/' && search === '' && hash === '' && username === '';
}
