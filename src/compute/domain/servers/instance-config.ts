import type { NewServer } from '#contract/new-server';
import type { InstanceConfig } from '#contract/instance-config';
import { imageSource, type ImageRecord } from '../images/record.ts';
import { newSalt } from './new-server-checks.ts';
import { sha512Crypt } from './sha512-crypt.ts';

/** What a new machine is told of itself when it starts for the first time. */
export function configOf(
  wanted: Pick<NewServer, 'name' | 'personality' | 'user_data'>,
  made: { image: ImageRecord; adminPass: string; authorizedKeys: string[] },
): InstanceConfig {
  const { image, adminPass, authorizedKeys } = made;
  return {
    hostname: hostNameOf(wanted.name),
    adminPasswordHash: sha512Crypt(adminPass, newSalt()),
    users: usersOf(image),
    authorizedKeys,
    personality: wanted.personality.map((file) => ({
      ...file,
      contents: file.contents.replaceAll(/[\r\n]/g, ''),
    })),
    ...(wanted.user_data === undefined ? {} : { userData: wanted.user_data }),
    image: { id: imageSource(image), format: image.diskFormat, properties: propertiesOf(image) },
  };
}

/** Letters, digits and dashes of the name; it is for the prompt and the DHCP server, not for us. */
function hostNameOf(name: string): string {
  const plain = name
    .normalize('NFKD')
    .replaceAll(/\p{M}+/gu, '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .slice(0, 63)
    .replaceAll(/^-+|-+$/g, '');
  return plain === '' ? 'server' : plain;
}

function propertiesOf(image: ImageRecord): Record<string, string> {
  return Object.fromEntries([...image.properties].map(([key, value]) => [key.toUpperCase(), value]));
}

/** Accounts that get the password and the keys: the image's USERS, else root. */
function usersOf(image: ImageRecord): string[] {
  const users = (image.properties.get('users') ?? '')
    .split(/\s+/)
    .filter((user) => /^[a-z_][a-z0-9_-]{0,31}$/.test(user));
  return users.length === 0 ? ['root'] : users;
}
