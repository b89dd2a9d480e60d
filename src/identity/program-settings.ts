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

/** Programs that act for people: who may be given what. */
export const programSettings = {
  ASTAKOS_REDIRECT_ALLOWED_SCHEMES: setting(
    z.array(scheme).max(32),
    ['pithos', 'pithosdev'],
    'Schemes of addresses by which programs of a person get his token at `weblogin/login`; none of the web.',
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
