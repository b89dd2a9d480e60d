import { z } from 'zod';
import { setting } from '#platform/settings';

/** What a browser opens as a page or runs: a token in its address would be told to a web site. */
const OF_THE_WEB = new Set(
  'http https ws wss ftp file about data blob filesystem javascript vbscript view-source chrome resource'.split(
    ' ',
  ),
);
const scheme = z
  .string()
  .regex(/^[a-z][a-z0-9+.-]{0,31}$/, 'is not a scheme of addresses, in small letters')
  .refine(
    (name) => !OF_THE_WEB.has(name),
    'is a scheme of the web: tokens are handed over to programs on this machine alone, and web sites are clients of OAuth2 (oauth2-client-add)',
  );

/** Of 64 characters: fewer than 22 could be guessed. */
const secretLength = z.int().min(22).max(255);

/** What bars of other user interfaces show of a component; what is not said here stays. */
const componentMeta = z.looseObject({
  order: z.number().optional(),
  verbose_name: z.string().max(255).optional(),
  cloudbar: z.record(z.string(), z.unknown()).optional(),
  dashboard: z.record(z.string(), z.unknown()).optional(),
});

/** Programs that act for people and user interfaces beside ours: who may be given what. */
export const programSettings = {
  ASTAKOS_REDIRECT_ALLOWED_SCHEMES: setting(
    z.array(scheme).max(32),
    ['pithos', 'pithosdev'],
    'Schemes of addresses by which programs of a person get his token at `weblogin/login`; none of the web.',
  ),
  ASTAKOS_COMPONENTS_META: setting(
    z.record(z.string().max(255), componentMeta),
    {},
    'What `get_services` says of components, by their names, over what it says by itself: `order`, `verbose_name`, `cloudbar`, `dashboard`.',
  ),
  ASTAKOS_ADMIN_STATS_PERMITTED_GROUPS: setting(
    z.array(z.string().min(1).max(255)).max(100),
    ['admin-stats'],
    'Groups whose members see the statistics of `admin/stats/detail`.',
  ),
  OAUTH2_TOKEN_EXPIRES: setting(
    z.int().min(1).max(600),
    20,
    'Seconds that a token lives which a client of OAuth2 got for a code.',
  ),
  OAUTH2_TOKEN_LENGTH: setting(secretLength, 30, 'Characters of such a token.'),
  OAUTH2_AUTHORIZATION_CODE_LENGTH: setting(
    secretLength,
    60,
    'Characters of such a code, which lives a minute.',
  ),
  OAUTH2_MAXIMUM_ALLOWED_REDIRECT_URI_LENGTH: setting(
    z.int().min(64).max(16_384),
    5000,
    'Longest address that a client of OAuth2 may have people led back to.',
  ),
};
