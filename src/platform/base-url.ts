import { z } from 'zod';

/** The address of the cloud as its users write it: http or https, a host, nothing behind it. Given without a final slash. */
export const baseUrlText: z.ZodType<string | undefined> = z
  .string()
  .max(300)
  .transform((text, context) => {
    const url = URL.canParse(text) ? new URL(text) : undefined;
    const plain =
      url !== undefined &&
      /^https?:$/.test(url.protocol) &&
      [url.username, url.password, url.search, url.hash].every((part) => part === '') &&
      url.pathname === '/';
    if (plain) return url.origin;
    context.addIssue({
      code: 'custom',
      message: `'${text}' is not the address of a cloud: write http:// or https://, a name and perhaps a port, such as https://cloud.example.org`,
    });
    return z.NEVER;
  })
  .optional();
