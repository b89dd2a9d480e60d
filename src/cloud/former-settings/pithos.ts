import type { FormerSetting } from './former-setting.ts';

/** Of object storage. */
export const formerOfPithos: readonly FormerSetting[] = [
  {
    names: ['PITHOS_BASE_URL'],
    sentence: '`BASE_URL` is the address of the whole cloud; object storage answers below it, at `/pithos`.',
  },
  {
    names: ['PITHOS_SERVICE_TOKEN', 'PITHOS_ASTAKOSCLIENT_POOLSIZE', 'PITHOS_PROXY_PREFIX'],
    sentence: 'the services of a cloud find and know each other.',
  },
  {
    names: ['PITHOS_BACKEND_DB_MODULE', 'PITHOS_BACKEND_DB_CONNECTION'],
    sentence: '`PITHOS_DATABASE_URL` names a database that somebody else keeps.',
  },
  {
    names: [
      'PITHOS_BACKEND_BLOCK_MODULE',
      'PITHOS_BACKEND_BLOCK_KWARGS',
      'PITHOS_BACKEND_BLOCK_PATH',
      'PITHOS_BACKEND_BLOCK_UMASK',
      'PITHOS_BACKEND_ARCHIPELAGO_CONF',
      'PITHOS_BACKEND_XSEG_POOL_SIZE',
      'PITHOS_BACKEND_MAP_CHECK_INTERVAL',
      'PITHOS_BACKEND_MAPFILE_PREFIX',
    ],
    sentence: 'blocks are kept in `blocks` of the data directory.',
  },
  { names: ['PITHOS_BACKEND_HASH_ALGORITHM'], sentence: 'it is SHA-256, the default of the original.' },
  {
    names: ['PITHOS_BACKEND_ACCOUNT_QUOTA'],
    sentence: 'quota of `pithos.diskspace` limits what people store: see `snf-manage resource-modify`.',
  },
  { names: ['PITHOS_BACKEND_POOL_ENABLED'], sentence: '`PITHOS_BACKEND_POOL_SIZE` is the size of the pool.' },
  {
    names: ['PITHOS_UPDATE_MD5'],
    sentence: 'MD5 is always computed; `PITHOS_UPDATE_MD5_AT_ONCE` says up to which size before the answer.',
  },
  { names: ['PITHOS_TRANSLATE_UUIDS'], sentence: 'accounts are named by uuid.' },
  {
    names: ['PITHOS_PUBLIC_URL_SECURITY', 'PITHOS_PUBLIC_URL_ALPHABET'],
    sentence: 'that cannot be chosen yet.',
  },
  {
    names: ['PITHOS_OAUTH2_CLIENT_CREDENTIALS', 'PITHOS_UNSAFE_DOMAIN'],
    sentence: 'no files are shown on a domain of their own.',
  },
];
