import { CommandError } from '#platform/commands/command-error';
import { cloudSection } from './config-file.ts';
import type { ConfigFile } from './config-file.ts';

/** The services an address of its own can be set for, by the name the original gives them in the file. */
export type ServiceName = 'pithos' | 'cyclades' | 'plankton' | 'network';

/** What one cloud needs to be called. */
export interface CloudSettings {
  name: string;
  /** The address to log in at. */
  url: string;
  token: string;
  /** Names of the options that hold address and token, to tell the user which one to set. */
  urlOption: string;
  tokenOption: string;
  /** Addresses that win over the catalog's. */
  addresses: Partial<Record<ServiceName, string>>;
  /** Container that plain paths belong to. */
  container: string;
  /** Account other than the user's own. */
  account: string | undefined;
}

/** The Administrator's Guide's older options, by what they mean today; the first one that is set counts. */
const OLD_URL = ['user', 'astakos', 'global'];
const OLD_TOKEN = ['global', 'user', 'astakos'];
const OLD_ADDRESSES: Record<ServiceName, string[]> = {
  pithos: ['file', 'store', 'storage', 'pithos'],
  cyclades: ['compute', 'cyclades', 'server'],
  plankton: ['image', 'plankton'],
  network: ['network'],
};

/**
 * Which cloud to talk to: the one asked for, else `default_cloud`, else the only one there is, else the one that the older
 * options `user.url` and `token` describe.
 */
export function chooseCloud(config: ConfigFile, asked?: string): CloudSettings {
  const clouds = config.clouds();
  const wanted = asked ?? emptyIsNone(config.get('global', 'default_cloud'));
  if (wanted !== undefined) {
    if (clouds.includes(wanted)) return namedCloud(config, wanted);
    if (wanted === 'default' && hasOldOptions(config)) return oldCloud(config);
    const known = clouds.length === 0 ? '' : ` The file has: ${clouds.join(', ')}.`;
    throw new CommandError(`There is no cloud "${wanted}" in ${config.path}.${known} ${howToSet(wanted)}`);
  }
  const [only, ...others] = clouds;
  if (only !== undefined && others.length === 0) return namedCloud(config, only);
  if (only !== undefined) {
    throw new CommandError(
      `${config.path} has ${clouds.length} clouds: choose one with --cloud NAME, or for good: kamaki config set default_cloud ${only}`,
    );
  }
  if (hasOldOptions(config)) return oldCloud(config);
  throw new CommandError(`No cloud is set in ${config.path}. ${howToSet('default')}`);
}

function namedCloud(config: ConfigFile, name: string): CloudSettings {
  const section = cloudSection(name);
  const option = (key: string): string | undefined => emptyIsNone(config.get(section, key));
  const url = option('url') ?? option('astakos_url');
  const token = option('token');
  if (url === undefined)
    throw new CommandError(`Cloud "${name}" has no address: kamaki config set cloud.${name}.url ADDRESS`);
  if (token === undefined)
    throw new CommandError(`Cloud "${name}" has no token: kamaki config set cloud.${name}.token TOKEN`);
  return {
    name,
    url,
    token: firstWord(token),
    urlOption: `cloud.${name}.url`,
    tokenOption: `cloud.${name}.token`,
    addresses: definedOnly({
      pithos: option('pithos_url'),
      cyclades: option('cyclades_url'),
      plankton: option('plankton_url') ?? option('image_url'),
      network: option('network_url'),
    }),
    container: option('pithos_container') ?? 'pithos',
    account: option('pithos_uuid'),
  };
}

function oldCloud(config: ConfigFile): CloudSettings {
  const first = (sections: readonly string[], key: string): string | undefined => {
    for (const section of sections) {
      const value = emptyIsNone(config.get(section, key));
      if (value !== undefined) return value;
    }
    return undefined;
  };
  const url = first(OLD_URL, 'url');
  const token = first(OLD_TOKEN, 'token');
  if (url === undefined)
    throw new CommandError('The address to log in at is not set: kamaki config set user.url ADDRESS');
  if (token === undefined) throw new CommandError('The token is not set: kamaki config set token TOKEN');
  return {
    name: 'default',
    url,
    token: firstWord(token),
    urlOption: `${OLD_URL.find((section) => emptyIsNone(config.get(section, 'url')) !== undefined)}.url`,
    tokenOption: emptyIsNone(config.get('global', 'token')) === undefined ? 'user.token' : 'token',
    addresses: definedOnly({
      pithos: first(OLD_ADDRESSES.pithos, 'url'),
      cyclades: first(OLD_ADDRESSES.cyclades, 'url'),
      plankton: first(OLD_ADDRESSES.plankton, 'url'),
      network: first(OLD_ADDRESSES.network, 'url'),
    }),
    container: first(OLD_ADDRESSES.pithos, 'container') ?? 'pithos',
    account: first(OLD_ADDRESSES.pithos, 'account'),
  };
}

function hasOldOptions(config: ConfigFile): boolean {
  const set = (section: string, key: string): boolean => emptyIsNone(config.get(section, key)) !== undefined;
  return OLD_TOKEN.some((section) => set(section, 'token')) || OLD_URL.some((section) => set(section, 'url'));
}

function howToSet(name: string): string {
  return `Set one: kamaki config set cloud.${name}.url ADDRESS ; kamaki config set cloud.${name}.token TOKEN`;
}

/** The original kept the tokens of several users in one option, parted by blanks; the first is the one in use. */
function firstWord(token: string): string {
  return token.split(/\s/, 1)[0] ?? token;
}

function emptyIsNone(value: string | undefined): string | undefined {
  return value === undefined || value === '' ? undefined : value;
}

function definedOnly(
  addresses: Record<ServiceName, string | undefined>,
): Partial<Record<ServiceName, string>> {
  return Object.fromEntries(Object.entries(addresses).filter(([, address]) => address !== undefined));
}
