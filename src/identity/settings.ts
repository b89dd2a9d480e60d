import { z } from 'zod';
import { INFINITE } from '#contract/infinite';
import { brandingSettings } from '#platform/service/branding-settings';
import { patternText, setting, type SettingsOf } from '#platform/settings';
import { mailSettings } from './mail-settings.ts';
import { programSettings } from './program-settings.ts';

const hours = z
  .number()
  .positive()
  .max(24 * 365 * 100);
/** An amount of a resource: nobody has more than 2^63 − 1. */
const amount = z
  .union([z.bigint(), z.number().int()])
  .transform(BigInt)
  .refine((value) => value >= 0n && value <= INFINITE, 'is no amount');
const seconds = z.number().int().min(0).max(86_400);

/** Of what older releases kept here, the limits alone have a meaning. */
const formerService = z.object({
  resources: z.array(z.object({ name: z.string(), uplimit: amount.optional() })).default([]),
});

/** What an operator can choose about identity; the names are the guide's where it has one. */
export const identitySettings = {
  ASTAKOS_AUTH_TOKEN_DURATION: setting(hours, 720, 'Hours that a new token of a user lives.'),
  ASTAKOS_SESSION_DURATION: setting(hours, 168, 'Hours that a log-in to the console lasts.'),
  ASTAKOS_MODERATION_ENABLED: setting(
    z.boolean(),
    true,
    'Whether an administrator must accept accounts whose e-mail is verified.',
  ),
  ASTAKOS_RE_USER_EMAIL_PATTERNS: setting(
    z.array(patternText.max(256)),
    [],
    'Regular expressions, anchored at the start: accounts with such an e-mail are accepted without moderation.',
  ),
  ASTAKOS_DEFAULT_USER_LEVEL: setting(z.number().int().min(0), 4, 'Inviter level of new accounts.'),
  ASTAKOS_NEWPASSWD_INVALIDATE_TOKEN: setting(
    z.boolean(),
    true,
    'Whether a new password also renews the token.',
  ),
  ASTAKOS_ENDPOINT_CACHE_TIMEOUT: setting(
    seconds,
    60,
    'Seconds that the catalog of services is kept; a change made by another process is seen after them.',
  ),
  ASTAKOS_RESOURCE_CACHE_TIMEOUT: setting(
    seconds,
    60,
    'Seconds that the list of resources is kept; a change made by another process is seen after them.',
  ),
  ASTAKOS_QUERY_TOKEN_ALLOWED: setting(
    z.boolean(),
    false,
    'Whether POST also takes the token from the query parameter X-Auth-Token. Addresses end up in logs: leave it off.',
  ),
  ASTAKOS_COMMISSION_REPEAT_WINDOW: setting(
    seconds,
    60,
    'Seconds in which the same named commission of a component without an idempotency key is taken for a repetition of a lost call; 0 never does.',
  ),
  ASTAKOS_COMMISSION_RATE: setting(
    z.number().int().positive(),
    1000,
    'Commissions per second that one component may issue to one process.',
  ),
  ASTAKOS_PROVISION_LOG_DAYS: setting(
    z.number().int().min(1).max(36_500),
    90,
    'Days that each resolved provision is kept in the log of quota; older ones are folded into one opening row for each holding.',
  ),
  ASTAKOS_AUDIT_DAYS: setting(
    z.number().int().min(0).max(36_500),
    730,
    'Days that entries of the audit are kept; 0 keeps them for ever.',
  ),
  ASTAKOS_SERVICES: setting(
    z.record(z.string(), formerService),
    {},
    'Resources of services with their `uplimit`, as older guides print it: `snf-manage astakos-init --load-service-resources` makes that what new accounts get.',
  ),
  ASTAKOS_PROJECT_ADMINS: setting(
    z.array(z.guid().toLowerCase()).max(1000),
    [],
    'Uuids of accounts that decide applications and administer projects, beside the administrators of the cloud.',
  ),
  ASTAKOS_ADMIN_API_ENABLED: setting(
    z.boolean(),
    false,
    'Whether programs administer users by `identity/v2.0/users`.',
  ),
  ASTAKOS_ADMIN_API_PERMITTED_GROUPS: setting(
    z.array(z.string()).max(100),
    ['admin-api'],
    'Groups whose members may do so.',
  ),
  ASTAKOS_DATABASE_POOL_SIZE: setting(
    z.number().int().min(2).max(200),
    10,
    'Database connections of one process.',
  ),
  ...programSettings,
  ...mailSettings,
  ...brandingSettings,
};

export type IdentitySettings = SettingsOf<typeof identitySettings>;
