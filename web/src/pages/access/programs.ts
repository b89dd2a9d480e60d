import { say } from '#text/access';

/** What is filled into the settings of a program. */
export interface Filled {
  token: string;
  /** Address of the identity service, with its version. */
  identity: string;
  account: string;
  origin: string;
}

export interface Program {
  key: string;
  label: string;
  text: string;
  /** The name under which the settings are saved, when they are a file of their own. */
  file?: string;
}

/** Settings for each program, ready to use. */
export function programs(filled: Filled): Program[] {
  return [
    { key: 'kamaki', label: 'kamaki', file: '.kamakirc', text: kamakirc(filled) },
    { key: 'rclone', label: 'rclone', text: rclone(filled) },
    { key: 'swift', label: 'swift', text: swift(filled) },
    { key: 'curl', label: 'curl', text: curl(filled) },
  ];
}

function kamakirc({ token, identity }: Filled): string {
  return [
    `# ${say.kamakiHow}`,
    '[global]',
    'default_cloud = synnefo',
    '[cloud "synnefo"]',
    `url = ${identity}`,
    `token = ${token}`,
    '',
  ].join('\n');
}

function rclone({ token, account, origin }: Filled): string {
  return [
    `# ${say.rcloneHow}`,
    '[synnefo]',
    'type = swift',
    `user = ${account}`,
    `key = ${token}`,
    `auth = ${origin}/auth/v1.0`,
    'auth_version = 1',
    '',
  ].join('\n');
}

function swift({ token, account, origin }: Filled): string {
  return [
    `# ${say.swiftHow}`,
    `export ST_AUTH=${shellQuoted(`${origin}/auth/v1.0`)}`,
    `export ST_USER=${shellQuoted(account)}`,
    `export ST_KEY=${shellQuoted(token)}`,
    'export ST_AUTH_VERSION=1',
    '',
  ].join('\n');
}

function curl({ token, account, origin }: Filled): string {
  return [
    `# ${say.curlHow}`,
    `printf 'X-Auth-Token: %s\\n' ${shellQuoted(token)} > ~/.synnefo-header && chmod 600 ~/.synnefo-header`,
    `curl -H "@$HOME/.synnefo-header" ${shellQuoted(`${origin}/cyclades/compute/v2.0/servers/detail`)}`,
    `curl -H "@$HOME/.synnefo-header" ${shellQuoted(`${origin}/pithos/object-store/v1/${account}?format=json`)}`,
    '',
  ].join('\n');
}

function shellQuoted(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
