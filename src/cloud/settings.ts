import { z } from 'zod';
import { gatewaySettings } from '#gateway/settings';
import { baseUrlText } from '#platform/base-url';
import { secretUrl } from '#platform/secret-url';
import { roleAddresses } from '#platform/service/role-address';
import type { DatabaseDefinition, RoleOutline } from '#platform/service/service-definition';
import { patternText, type Setting, setting, type SettingsOf, type SettingsSchema } from '#platform/settings';
import type { Secret } from '#platform/secret';

const databaseUrl = secretUrl(
  ['postgres:', 'postgresql:'],
  'postgresql://user:password@host:5432/database',
).optional() as z.ZodType<Secret | undefined>;
const brokerUrl = secretUrl(['amqp:', 'amqps:'], 'amqp://user:password@host:5672/vhost');

/** Settings of the assembly itself: where things are. Each role has its own beside these. */
export const cloudSettings = {
  BASE_URL: setting(
    baseUrlText,
    undefined,
    'Address of the cloud as its users write it, such as `https://cloud.example.org`. Links are made from it. By default the address that is listened on.',
  ),
  LOG_LEVEL: setting(
    z.enum(['debug', 'info', 'warn', 'error', 'silent']),
    'info',
    'How much is written to the log: `debug`, `info`, `warn`, `error` or `silent`.',
  ),
  LOG_FILE_MB: setting(
    z.int().min(0),
    64,
    'Megabytes after which the log file is put aside as `synnefo.log.1` and a new one is begun; 0 leaves that to others, who send SIGHUP.',
  ),
  LOG_FILES_KEPT: setting(z.int().min(0).max(1000), 5, 'How many older log files stay.'),
  LOGGER_EXCLUDE_COMMANDS: setting(
    patternText,
    '-list$|-show$',
    'Commands of snf-manage whose names match this leave no log of what they did; `.*` logs none. The others each leave a file in `log/commands` of the data directory.',
  ),
  COMMAND_LOGS_KEPT: setting(
    z.int().min(1).max(1_000_000),
    1000,
    'How many logs of commands stay: the oldest go.',
  ),
  DISK_RESERVE_MB: setting(
    z.int().min(0),
    256,
    'Megabytes of disk that stay free for the database, the log and deletions: uploads and new machines are refused before they are used. 0 refuses nothing.',
  ),
  BROKER: setting(
    z.enum(['postgres', 'amqp']),
    'postgres',
    'Where events travel: `postgres` keeps them in a database, `amqp` hands them to RabbitMQ at `AMQP_HOSTS`.',
  ),
  AMQP_HOSTS: setting(
    z.array(brokerUrl),
    [],
    'RabbitMQ servers, as `amqp://user:password@host:5672/vhost`; the first that answers is used.',
  ),
  ROLE_ADDRESSES: gatewaySettings.ROLE_ADDRESSES,
  INSECURE_HTTP: gatewaySettings.INSECURE_HTTP,
  ROLE_LISTEN_HOST: setting(
    z.string().max(255),
    '',
    'Address that roles of this process listen on instead of the host in `ROLE_ADDRESSES`, such as `0.0.0.0` where that is a name or a balancer.',
  ),
  ROLE_TLS_CERTIFICATE_FILE: setting(
    z.string().max(4096),
    '',
    'PEM file with the certificate and its chain for roles that `ROLE_ADDRESSES` names by https.',
  ),
  ROLE_TLS_KEY_FILE: setting(z.string().max(4096), '', 'PEM file with the private key of that certificate.'),
  ROLE_TLS_CA_FILE: setting(
    z.string().max(4096),
    '',
    'PEM file of the authority that certificates of roles are verified by; those of the system when empty.',
  ),
};

/** Settings with the addresses of databases that somebody else keeps. */
export function databaseSettings(databases: readonly DatabaseDefinition[]): SettingsSchema {
  const rows: [string, Setting<unknown>][] = [];
  for (const { of, setting: name, directSetting } of databases) {
    const sentence = `PostgreSQL database of ${of}. By default the embedded one.`;
    rows.push([name, setting(databaseUrl, undefined, sentence)]);
    if (directSetting !== undefined)
      rows.push([directSetting, setting(databaseUrl, undefined, pastPooler(of, name))]);
  }
  return Object.fromEntries(rows);
}

function pastPooler(of: string, name: string): string {
  return `The same database of ${of} past a pooler: for notices, locks and jobs. By default \`${name}\`. PgBouncer pools transactions with \`ignore_startup_parameters = extra_float_digits,statement_timeout,idle_in_transaction_session_timeout\`; set these limits in its \`connect_query\`.`;
}

/** The setting of where roles run; only those that answer others have an address. */
export function roleAddressesOf(roles: readonly RoleOutline[]): Setting<Record<string, string>> {
  const names = roles.filter(({ answers }) => answers !== undefined).map(({ name }) => name);
  const { fallback, sentence } = gatewaySettings.ROLE_ADDRESSES;
  return setting(roleAddresses(names), fallback, sentence);
}

export type CloudSettings = SettingsOf<typeof cloudSettings>;
