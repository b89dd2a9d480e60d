import { z } from 'zod';

const addressText = z
  .string()
  .max(4096)
  .refine((text) => isRoleAddress(text), {
    error: ({ input }) =>
      `'${String(input)}' is not the address of a role: write unix:/path, http://host:port or https://host:port`,
  });

/** Where roles run, by their name; any name unless those that may have an address are given. */
export function roleAddresses(names?: readonly string[]): z.ZodType<Record<string, string>> {
  const addresses = z.record(z.string(), addressText);
  if (names === undefined) return addresses;
  return addresses.superRefine((given, context) => {
    const unknown = Object.keys(given).find((name) => !names.includes(name));
    if (unknown !== undefined)
      context.addIssue({
        code: 'custom',
        message: `'${unknown}' is no role that has an address: ${names.join(', ')}`,
      });
  });
}

function isRoleAddress(text: string): boolean {
  if (text.startsWith('unix:/')) return true;
  if (!URL.canParse(text)) return false;
  const { protocol, pathname, search, hash, username } = new URL(text);
  return /^https?:$/.test(protocol) && pathname === '/' && search === '' && hash === '' && username === '';
}

/** Where a role of another process listens: at its address, else on its socket beside ours. */
export function roleAddress(
  role: string,
  addresses: Readonly<Record<string, string>>,
  runDirectory: string,
): string {
  return addresses[role] ?? `unix:${runDirectory}/${role}.sock`;
}
