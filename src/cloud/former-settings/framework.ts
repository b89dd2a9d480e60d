import type { FormerSetting } from './former-setting.ts';

/** Of the web framework, of mails, of branding. */
export const formerOfFramework: readonly FormerSetting[] = [
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
  { names: ['BRANDING_CLOUDBAR_HOME_URL'], sentence: 'the console has its own bar.' },
  {
    names: ['BRANDING_FONTS_CSS_URLS'],
    sentence: 'the console loads nothing from elsewhere; its font comes with it.',
  },
  { names: ['DEFAULT_FROM_EMAIL'], sentence: '`SERVER_EMAIL` is the sender of every mail.' },
];
