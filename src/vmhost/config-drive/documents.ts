import type { InstanceConfig, PersonalityFile } from '#contract/instance-config';
import { readSshPublicKey } from '#platform/ssh-public-key';
import type { IsoFile } from './iso9660.ts';

/** Label by which cloud-init finds a NoCloud drive. */
export const CONFIG_DRIVE_LABEL = 'cidata';

/** What stays on the drive of a machine for ever: enough that cloud-init does not take it for a new one. */
export interface MachineIdentity {
  instanceId: string;
  hostname: string;
}

/**
 * The files of a first drive: cloud-init's NoCloud documents, written as JSON (which is YAML) by one serialiser so that no
 * value can add a line (C12), and a folder `synnefo` with one value a file for machines without a parser. What the owner
 * gave as user data stays his; ours goes into vendor-data. Throws RangeError for values that must not reach a machine.
 */
export function configDriveFiles(identity: MachineIdentity, config: InstanceConfig): IsoFile[] {
  const keys = config.authorizedKeys.map((key) => readSshPublicKey(key).content);
  const files = config.personality.map(checkedFile);
  const hash = checkedHash(config.adminPasswordHash);
  const users = config.users.length > 0 ? config.users : ['root'];
  const vendor = {
    ssh_pwauth: true,
    disable_root: false,
    ...(hash === ''
      ? {}
      : {
          chpasswd: { expire: false, users: users.map((name) => ({ name, password: hash, type: 'hash' })) },
        }),
    ...(files.length === 0 ? {} : { write_files: files.map(cloudInitFile) }),
  };
  return [
    json('meta-data', { ...identityDocument(identity), 'public-keys': keys }),
    { path: 'user-data', content: userData(config.userData) },
    text('vendor-data', `#cloud-config\n${JSON.stringify(vendor)}\n`),
    text('synnefo/hostname', `${identity.hostname}\n`),
    text('synnefo/password-hash', hash),
    text('synnefo/authorized-keys', keys.map((key) => `${key}\n`).join('')),
    ...files.flatMap((file, index) => plainFile(file, index)),
  ];
}

/** The files of every later drive: who the machine is, and nothing else. */
export function identityDriveFiles(identity: MachineIdentity): IsoFile[] {
  return [
    json('meta-data', identityDocument(identity)),
    text('user-data', '#cloud-config\n{}\n'),
    text('synnefo/hostname', `${identity.hostname}\n`),
  ];
}

/**
 * A host name out of any server name: letters, digits and dashes of its first label, at most 63 characters; `fallback`
 * when nothing is left of it.
 */
export function hostnameOf(name: string, fallback: string): string {
  const label = name
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .slice(0, 63)
    .replaceAll(/^-+|-+$/g, '');
  return label === '' ? fallback : label;
}

function identityDocument({ instanceId, hostname }: MachineIdentity): Record<string, unknown> {
  return { 'instance-id': instanceId, 'local-hostname': hostname, dsmode: 'local' };
}

function checkedHash(hash: string): string {
  if (hash !== '' && !/^\$6\$(?:rounds=\d{1,9}\$)?[A-Za-z0-9./]{1,16}\$[A-Za-z0-9./]{86}$/.test(hash)) {
    throw new RangeError('the password is not a SHA-512-crypt hash');
  }
  return hash;
}

const MAX_FILES = 20;
const MAX_FILE_BYTES = 64 * 1024;

/** A file for a machine, checked: absolute, no dot segments, no control characters; owner and group plain names (C7). */
export function checkedFile(file: PersonalityFile): PersonalityFile & { bytes: Buffer } {
  const bytes = Buffer.from(file.contents, 'base64');
  const segments = file.path.split('/').slice(1);
  const pathIsPlain =
    file.path.startsWith('/') &&
    file.path.length <= 1024 &&
    segments.every((segment) => segment !== '' && segment !== '.' && segment !== '..') &&
    // eslint-disable-next-line no-control-regex
    !/[\u0000-\u001f\u007f]/.test(file.path);
  if (!pathIsPlain)
    throw new RangeError('the path of a file to put into the machine is not absolute and plain');
  if (bytes.length > MAX_FILE_BYTES) throw new RangeError('a file to put into the machine is too long');
  for (const name of [file.owner, file.group]) {
    if (!/^[A-Za-z0-9_][A-Za-z0-9_.-]{0,31}$/.test(name))
      throw new RangeError('the owner of a file is not a plain name');
  }
  if (file.mode < 0 || file.mode > 0o7777) throw new RangeError('the mode of a file is out of range');
  return { ...file, bytes };
}

function cloudInitFile(file: PersonalityFile & { bytes: Buffer }): Record<string, unknown> {
  return {
    path: file.path,
    content: file.bytes.toString('base64'),
    encoding: 'b64',
    owner: `${file.owner}:${file.group}`,
    permissions: octal(file.mode),
  };
}

function plainFile(file: PersonalityFile & { bytes: Buffer }, index: number): IsoFile[] {
  if (index >= MAX_FILES) throw new RangeError('there are too many files to put into the machine');
  const folder = `synnefo/files/${index}`;
  return [
    text(`${folder}/path`, file.path),
    text(`${folder}/owner`, `${file.owner}:${file.group}`),
    text(`${folder}/mode`, octal(file.mode)),
    { path: `${folder}/content`, content: file.bytes },
  ];
}

function octal(mode: number): string {
  return `0${mode.toString(8).padStart(3, '0')}`;
}

function userData(given: string | undefined): Uint8Array {
  return given === undefined ? Buffer.from('#cloud-config\n{}\n') : Buffer.from(given, 'base64');
}

function json(path: string, document: Record<string, unknown>): IsoFile {
  return text(path, `${JSON.stringify(document)}\n`);
}

function text(path: string, content: string): IsoFile {
  return { path, content: Buffer.from(content, 'utf8') };
}
