/** A setting of the original's guide that is none here, by its name or by all names of its kind, and what it does instead. */
interface Former {
  names: readonly string[];
  /** Names that are made of others' names, as `*` stands for them. */
  family?: RegExp;
  sentence: string;
}

const PROVIDERS = 'there is no way to log in but the password yet.';
const CLOUDBAR = 'the console has its own bar.';

/** In the order of the page: settings of identity, of the web framework, of the bar. Those that have a meaning are settings. */
const FORMER: readonly Former[] = [
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
    names: ['ASTAKOS_COMPONENTS_META', 'ASTAKOS_RESOURCES_META'],
    sentence: 'the console knows its parts and resources.',
  },
  {
    names: ['ASTAKOS_API_CLIENT_URL', 'ASTAKOS_KAMAKI_CONFIG_CLOUD_NAME'],
    sentence: 'the page of API access has ready settings for each client.',
  },
  {
    names: ['ASTAKOS_SHOW_SIGNUP'],
    sentence: 'accounts are made by administrators, by `snf-manage user-add`.',
  },
  {
    names: ['ASTAKOS_REDIRECT_ALLOWED_SCHEMES'],
    sentence: 'the address that hands a token over to a program is not there yet.',
  },
  { names: ['ASTAKOS_ADMIN_STATS_PERMITTED_GROUPS'], sentence: 'statistics are not there yet.' },
  {
    names: ['ASTAKOS_ADMIN_API_ENABLED', 'ASTAKOS_ADMIN_API_PERMITTED_GROUPS'],
    sentence: 'accounts are administered by `snf-manage` and in the console.',
  },
  { names: ['QUOTA_POLICY_MODULE'], sentence: 'no code of the operator is loaded.' },
  { names: ['SYSTEM_PROJECT_NAME_TPL'], sentence: 'the original did not use it either.' },
  {
    names: ['OAUTH2_*'],
    family: /^OAUTH2_\w+$/,
    sentence: 'programs that act for a user cannot be registered yet.',
  },
  { names: ['CLOUDBAR_*'], family: /^CLOUDBAR_\w+$/, sentence: CLOUDBAR },
  {
    names: ['SECRET_KEY'],
    sentence: 'the cloud makes its own secrets, in `secrets.json` of the data directory.',
  },
  {
    names: ['DEBUG', 'TEMPLATE_DEBUG'],
    sentence: 'there is no mode in which answers tell of the inside; `LOG_LEVEL` is for the log.',
  },
  {
    names: ['SESSION_COOKIE_SECURE'],
    sentence: 'the cookie goes over https wherever the cloud is reached so.',
  },
  { names: ['USE_X_FORWARDED_HOST'], sentence: '`TRUSTED_PROXIES` are believed, `BASE_URL` is the address.' },
  { names: ['APPEND_SLASH'], sentence: 'addresses are taken as the API has them.' },
  { names: ['TIME_ZONE'], sentence: 'all times are UTC, and shown to people in their own.' },
  {
    names: ['SITE_ID', 'LANGUAGE_CODE', 'USE_I18N', 'USE_L10N', 'USE_TZ'],
    sentence: 'the console speaks the language of its reader.',
  },
  {
    names: ['MEDIA_URL', 'MEDIA_ROOT', 'STATIC_URL', 'STATIC_ROOT'],
    sentence: 'the files of the console come with it; those of the operator are in `STATIC_DIRECTORY`.',
  },
  {
    names: ['DATABASES'],
    sentence: '`ASTAKOS_DATABASE_URL` and its like name databases that somebody else keeps.',
  },
  { names: ['CACHES'], sentence: 'what is cached is cached in the process.' },
  {
    names: ['INSTALLED_APPS', 'MIDDLEWARE_CLASSES', 'ROOT_URLCONF', 'WEBPROJECT_*'],
    family: /^WEBPROJECT_\w+$/,
    sentence: 'the program is one whole.',
  },
  {
    names: ['HIDDEN_SETTINGS', 'HIDDEN_COOKIES', 'HIDDEN_HEADERS', 'MAIL_MAX_LEN'],
    sentence: 'failures go to the log, where secrets are never written.',
  },
  { names: ['LOG_DIR'], sentence: 'logs are in `log` of the data directory.' },
  {
    names: ['LOGGING_SETUP', 'SNF_MANAGE_LOGGING_SETUP'],
    sentence: '`LOG_LEVEL`, `LOG_FILE_MB` and `LOG_FILES_KEPT` are about the log.',
  },
  {
    names: ['SNF_MANAGE_USER', 'SNF_MANAGE_GROUP'],
    sentence: '`snf-manage` as root becomes the owner of the data directory.',
  },
  { names: ['BRANDING_CLOUDBAR_HOME_URL'], sentence: CLOUDBAR },
  {
    names: ['BRANDING_FONTS_CSS_URLS'],
    sentence: 'the console loads nothing from elsewhere; its font comes with it.',
  },
  { names: ['DEFAULT_FROM_EMAIL'], sentence: '`SERVER_EMAIL` is the sender of every mail.' },
];

const BY_NAME = new Map(FORMER.flatMap(({ names, sentence }) => names.map((name) => [name, sentence])));

/** What a setting of the original's guide that is none here does instead; undefined for a name that no guide has. */
export function formerSetting(name: string): string | undefined {
  return BY_NAME.get(name) ?? FORMER.find(({ family }) => family?.test(name) === true)?.sentence;
}

/** The same as a table in Markdown. */
export function formerSettingsPage(): string {
  const rows = FORMER.map(
    ({ names, sentence }) => `| ${names.map((name) => `\`${name}\``).join(', ')} | ${sentence} |`,
  );
  return ['| setting of the guide | instead |', '|---|---|', ...rows, ''].join('\n');
}
