import { randomInt } from 'node:crypto';
import type { NewPersonalityFile, NewServer } from '#contract/new-server';
import { fail } from '../../errors.ts';
import type { ComputeSettings } from '../../settings.ts';
import { checkAddressable } from '../names.ts';
import { namedTag } from './tag-words.ts';

const PASSWORD_ALPHABET = 'ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789';

/** True when it has ten characters, an upper case and a lower case letter and a digit, and fits on one line. */
function isStrong(password: string): boolean {
  return (
    password.length >= 10 &&
    password.length <= 128 &&
    /[A-Z]/.test(password) &&
    /[a-z]/.test(password) &&
    /\d/.test(password) &&
    !hasControls(password)
  );
}

/** The wanted password, or a generated one that meets the same rule. */
export function passwordOf(wanted: string | undefined): string {
  if (wanted !== undefined) return isStrong(wanted) ? wanted : fail('weak_password');
  for (;;) {
    let password = '';
    for (let at = 0; at < 10; at += 1) password += PASSWORD_ALPHABET[randomInt(PASSWORD_ALPHABET.length)];
    if (isStrong(password)) return password;
  }
}

/** Salt of a hashed password: 16 random characters of its alphabet, 96 bits. */
export function newSalt(): string {
  const alphabet = './0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
  let salt = '';
  for (let at = 0; at < 16; at += 1) salt += alphabet[randomInt(64)];
  return salt;
}

/** True for C0 controls, DEL, and halves of surrogate pairs. */
function hasControls(text: string): boolean {
  // eslint-disable-next-line no-control-regex -- control characters are what is looked for
  return /[\u0000-\u001f\u007f]/.test(text) || !text.isWellFormed();
}

/** A server's name: any Unicode, 1 to 255 characters, without control characters. */
export function checkServerName(name: string): string {
  if (name.length === 0 || name.length > 255) fail('bad_server_name_length');
  if (hasControls(name)) fail('bad_server_name');
  return name;
}

/** Refuses more pairs than allowed, and keys and values that are too long. */
export function checkMetadata(metadata: Record<string, string>, limit: number): void {
  const pairs = Object.entries(metadata);
  if (pairs.length > limit) fail('too_many_metadata', { limit });
  for (const [key, value] of pairs) {
    if (key.length === 0 || key.length > 50) fail('bad_metadata_key');
    checkAddressable(key, 'A metadata key');
    if (value.length > 500) fail('metadata_value_too_long');
    if (hasControls(key) || value.includes('\u0000') || !value.isWellFormed()) {
      fail('metadata_not_text');
    }
  }
}

const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/** Files for the new machine: few, short, with absolute paths that do not climb (C7). */
export function checkPersonality(files: readonly NewPersonalityFile[], settings: ComputeSettings): void {
  const { MAX_PERSONALITY: most, MAX_PERSONALITY_SIZE: size } = settings;
  if (files.length > most)
    fail('personality_limit', { message: `At most ${most} files can be put into a server.` });
  for (const { path, contents, owner, group } of files) {
    if (contents.length > size || Math.floor((contents.length * 3) / 4) > size) {
      fail('personality_limit', { message: `A file put into a server has at most ${size} bytes.` });
    }
    const text = contents.replaceAll(/[\r\n]/g, '');
    if (!BASE64.test(text)) fail('personality_not_base64');
    checkPath(path);
    for (const name of [owner, group]) {
      if (!/^[A-Za-z0-9_.][A-Za-z0-9_.-]{0,31}$/.test(name)) {
        fail('bad_personality_owner');
      }
    }
  }
}

function checkPath(path: string): void {
  const parts = path.split('/').slice(1);
  const fine =
    path.startsWith('/') &&
    path.length <= 255 &&
    !hasControls(path) &&
    parts.every((part) => part !== '' && part !== '.' && part !== '..');
  if (!fine) fail('bad_personality_path');
}

/** Tags of a new server, each once. */
export function checkTags(tags: readonly string[], limit: number): string[] {
  const wanted = [...new Set(tags)];
  for (const text of wanted) namedTag(text);
  if (wanted.length > limit) fail('too_many_tags', { limit });
  return wanted;
}

/** Cloud-init user data: strict base64, at most 64 KiB. */
export function checkUserData(text: string | undefined): void {
  if (text === undefined) return;
  if (!BASE64.test(text)) fail('user_data_not_base64');
  if (text.length > 65_536) fail('user_data_too_long');
}

/** What is not built yet is refused, so that nobody waits for what never comes. */
export function refuseUnbuilt(wanted: NewServer): void {
  const devices = wanted.block_device_mapping_v2 ?? [];
  if (devices.length > 1) fail('not_implemented', { what: 'More than one block device' });
  const [root] = devices;
  if (root === undefined) return;
  if (root.source_type === 'blank') fail('root_disk_blank');
  if (root.source_type !== 'image')
    fail('not_implemented', { what: `A root disk from '${root.source_type}'` });
  if (root.delete_on_termination === false) {
    fail('volume_not_kept');
  }
}

/** The image that is named as such or as the root disk; of both, and of the size of that disk, there is one answer only. */
export function imageIdOf(
  {
    imageRef,
    block_device_mapping_v2: devices = [],
  }: Pick<NewServer, 'imageRef' | 'block_device_mapping_v2'>,
  diskGib: number,
): string {
  const [root] = devices;
  const named = imageRef === null || imageRef === '' ? undefined : imageRef;
  if (named !== undefined && root?.uuid !== undefined && named !== root.uuid) fail('image_named_twice');
  const id = named ?? root?.uuid ?? fail('image_missing');
  if (root?.volume_size !== undefined && root.volume_size !== diskGib) fail('root_disk_size_differs');
  if (!/^[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$/.test(id)) {
    fail('bad_image_id', { id: id.slice(0, 64) });
  }
  return id.toLowerCase();
}

/** Names of the keys that let the owner in, each once. */
export function keyNamesOf(wanted: NewServer): string[] {
  const names = [...new Set(wanted['SNF:key_names'])];
  if (wanted.key_name === undefined) return names;
  if (names.length > 0) fail('keys_named_twice');
  return [wanted.key_name];
}
