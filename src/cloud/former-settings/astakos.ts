import type { FormerSetting } from './former-setting.ts';

const PROVIDERS = 'there is no way to log in but the password yet.';

/** Of identity. */
export const formerOfAstakos: readonly FormerSetting[] = [
  {
    names: ['ASTAKOS_BASE_URL'],
    sentence: '`BASE_URL` is the address of the whole cloud; identity answers below it, at `/astakos`.',
  },
  {
    names: ['ASTAKOS_IM_MODULES', 'ASTAKOS_ENABLE_LOCAL_ACCOUNT_MIGRATION'],
    sentence: PROVIDERS,
  },
  { names: ['ASTAKOS_SHIBBOLETH_MIGRATE_EPPN', 'ASTAKOS_SHIBBOLETH_REQUIRE_NAME_INFO'], sentence: PROVIDERS },
  {
    names: ['ASTAKOS_TWITTER_TOKEN', 'ASTAKOS_TWITTER_SECRET', 'ASTAKOS_TWITTER_AUTH_FORCE_LOGIN'],
    sentence: 'Twitter ended that way to log in.',
  },
  {
    names: ['ASTAKOS_LINKEDIN_TOKEN', 'ASTAKOS_LINKEDIN_SECRET'],
    sentence: 'LinkedIn ended that way to log in.',
  },
  { names: ['ASTAKOS_GOOGLE_CLIENT_ID', 'ASTAKOS_GOOGLE_SECRET'], sentence: PROVIDERS },
  {
    names: ['ASTAKOS_AUTH_PROVIDER_*', 'ASTAKOS_AUTH_PROVIDERS_*'],
    family: /^ASTAKOS_AUTH_PROVIDERS?_\w+$/,
    sentence: PROVIDERS,
  },
  { names: ['AUTH_LDAP_*'], family: /^AUTH_LDAP_\w+$/, sentence: PROVIDERS },
  {
    names: ['ASTAKOS_FORCE_PROFILE_UPDATE'],
    sentence: 'nobody is led to his profile at the first log-in.',
  },
  {
    names: ['ASTAKOS_INVITATIONS_ENABLED', 'ASTAKOS_INVITATIONS_PER_LEVEL'],
    sentence: 'accounts are not made by invitation.',
  },
  {
    names: ['ASTAKOS_COOKIE_NAME', 'ASTAKOS_COOKIE_DOMAIN', 'ASTAKOS_COOKIE_SECURE'],
    sentence:
      'the cookie of the console has a fixed name, no page can read it, and it goes to this host alone.',
  },
  { names: ['ASTAKOS_IM_STATIC_URL'], sentence: 'the files of the console come with it.' },
  {
    names: [
      'ASTAKOS_RECAPTCHA_ENABLED',
      'ASTAKOS_RECAPTCHA_PUBLIC_KEY',
      'ASTAKOS_RECAPTCHA_PRIVATE_KEY',
      'ASTAKOS_RECAPTCHA_USE_SSL',
      'ASTAKOS_RECAPTCHA_OPTIONS',
    ],
    sentence: 'that service ended; log-ins are slowed down by account and address.',
  },
  {
    names: ['ASTAKOS_RATELIMIT_RETRIES_ALLOWED', 'RATELIMIT_RETRIES_ALLOWED'],
    sentence: 'log-ins are slowed down by account and address, whatever the number.',
  },
  {
    names: ['ASTAKOS_LOGOUT_NEXT', 'ASTAKOS_LOGIN_SUCCESS_URL', 'ASTAKOS_ACTIVATION_REDIRECT_URL'],
    sentence: 'the console leads to its own pages.',
  },
  {
    names: [
      'ASTAKOS_LOGIN_MESSAGES',
      'ASTAKOS_SIGNUP_MESSAGES',
      'ASTAKOS_PROFILE_MESSAGES',
      'ASTAKOS_GLOBAL_MESSAGES',
      'ASTAKOS_MESSAGES_VIEWS_MAP',
      'ASTAKOS_PROFILE_EXTRA_LINKS',
    ],
    sentence: 'pages of the console have no notes of the operator.',
  },
  {
    names: ['ASTAKOS_*_MESSAGE'],
    family: /^ASTAKOS_\w+_MESSAGE$/,
    sentence: 'the console has its own words, in each of its languages.',
  },
  {
    names: ['ASTAKOS_EMAILCHANGE_ENABLED', 'ASTAKOS_EMAILCHANGE_ACTIVATION_DAYS'],
    sentence: 'an administrator changes an e-mail, by `snf-manage user-modify --set-email`.',
  },
  { names: ['ASTAKOS_LOGGING_LEVEL'], sentence: '`LOG_LEVEL` says how much is logged.' },
  {
    names: ['ASTAKOS_PAGINATE_BY', 'ASTAKOS_PAGINATE_BY_ALL', 'ASTAKOS_USAGE_UPDATE_INTERVAL'],
    sentence: 'lists of the console have no pages, and show what changes at once.',
  },
  { names: ['ASTAKOS_TRANSLATE_UUIDS'], sentence: 'no cookie carries a name.' },
  { names: ['ASTAKOS_PROJECT_MEMBERS_LIMIT_CHOICES'], sentence: 'any number can be applied for.' },
  { names: ['ASTAKOS_PROJECTS_VISIBLE'], sentence: 'projects are always shown.' },
  {
    names: ['ASTAKOS_RESOURCES_META'],
    sentence: 'the console knows the resources.',
  },
  {
    names: ['ASTAKOS_API_CLIENT_URL', 'ASTAKOS_KAMAKI_CONFIG_CLOUD_NAME'],
    sentence: 'the page of API access has ready settings for each client.',
  },
  {
    names: ['ASTAKOS_SHOW_SIGNUP'],
    sentence: 'accounts are made by administrators, by `snf-manage user-add`.',
  },
  { names: ['QUOTA_POLICY_MODULE'], sentence: 'no code of the operator is loaded.' },
  { names: ['SYSTEM_PROJECT_NAME_TPL'], sentence: 'the original did not use it either.' },
  {
    names: ['OAUTH2_ENDPOINT_PREFIX', 'OAUTH2_TOKEN_ENDPOINT', 'OAUTH2_AUTHORIZATION_ENDPOINT'],
    sentence: 'the addresses are always `/astakos/oauth2/auth` and `/astakos/oauth2/token`.',
  },
  { names: ['CLOUDBAR_*'], family: /^CLOUDBAR_\w+$/, sentence: 'the console has its own bar.' },
];
