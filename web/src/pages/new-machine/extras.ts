import { say } from '#text/new-machine';
import type { NewServerRequest } from '#contract/compute-client';
import { ApiError } from '../../api/api-error.ts';

/** A file that is put into the machine before its first start. */
export interface StartFile {
  path: string;
  text: string;
  owner: string;
  group: string;
  /** In octal, as `chmod` takes it. */
  mode: string;
}

/** What only some machines need; all of it may be empty. */
export interface Extras {
  /** Empty: the cloud makes one. Kept nowhere. */
  password: string;
  userData: string;
  files: StartFile[];
}

export const NO_EXTRAS: Extras = { password: '', userData: '', files: [] };
export const NEW_FILE: StartFile = { path: '', text: '', owner: 'root', group: 'root', mode: '0440' };

/* The limits of a cloud that nobody changed (spec/compute-api 1.3); another cloud's own words land on the same fields. */
export const MOST_FILES = 5;
/** Both count base64, which is a third more than the bytes. */
const FILE_BASE64 = 10_240;
const USER_DATA_BASE64 = 65_536;
export const FILE_BYTES = (FILE_BASE64 / 4) * 3;
export const USER_DATA_BYTES = (USER_DATA_BASE64 / 4) * 3;
const LONGEST_PATH = 255;

const ACCOUNT = /^[A-Za-z0-9_.][A-Za-z0-9_.-]{0,31}$/;
const CONTROLS = /\p{Cc}/u;

/** A field of the extras: `password`, `userData`, or one of a file, such as `files.0.path`. */
export type ExtraProblems = Readonly<Record<string, string>>;

/** What is wrong, by field; nothing when all is fine. */
export function extraProblems({ password, userData, files }: Extras): ExtraProblems {
  const found: [field: string, problem: string][] = [
    ['password', password === '' || isStrong(password) ? '' : say.weakPassword],
    ['userData', tooLong(userData, USER_DATA_BYTES)],
    ...files.flatMap((file, at): [string, string][] => [
      [`files.${at}.path`, pathProblem(file.path, files.slice(0, at))],
      [`files.${at}.text`, tooLong(file.text, FILE_BYTES)],
      [`files.${at}.owner`, ACCOUNT.test(file.owner) ? '' : say.badAccount],
      [`files.${at}.group`, ACCOUNT.test(file.group) ? '' : say.badAccount],
      [`files.${at}.mode`, /^[0-7]{3,4}$/.test(file.mode) ? '' : say.badMode],
    ]),
  ];
  return Object.fromEntries(found.filter(([, problem]) => problem !== ''));
}

function isStrong(password: string): boolean {
  const kinds = [/[A-Z]/, /[a-z]/, /\d/];
  return (
    password.length >= 10 &&
    password.length <= 128 &&
    kinds.every((kind) => kind.test(password)) &&
    !CONTROLS.test(password)
  );
}

function tooLong(text: string, most: number): string {
  const bytes = new TextEncoder().encode(text).length;
  return bytes > most ? say.tooManyBytes({ most, bytes }) : '';
}

function pathProblem(path: string, before: readonly StartFile[]): string {
  const parts = path.split('/').slice(1);
  const plain = path.length <= LONGEST_PATH && !CONTROLS.test(path);
  if (!path.startsWith('/') || !plain || parts.some((part) => ['', '.', '..'].includes(part)))
    return say.badPath;
  return before.some((other) => other.path === path) ? say.pathTwice : '';
}

/** The part of an order that they are; a password goes only where the image sets one. */
export function orderOf(
  { password, userData, files }: Extras,
  takes: { password: boolean },
): Pick<NewServerRequest, 'adminPass' | 'user_data' | 'personality'> {
  return {
    ...(password === '' || !takes.password ? {} : { adminPass: password }),
    ...(userData === '' ? {} : { user_data: base64(userData) }),
    ...(files.length === 0
      ? {}
      : {
          personality: files.map(({ path, text, owner, group, mode }) => ({
            path,
            contents: base64(text),
            owner,
            group,
            mode: Number.parseInt(mode, 8),
          })),
        }),
  };
}

function base64(text: string): string {
  let binary = '';
  for (const byte of new TextEncoder().encode(text)) binary += String.fromCharCode(byte);
  return btoa(binary);
}

/** The field that a refusal of the cloud is about; undefined when it is none of these. */
export function refusedField(error: ApiError, { files }: Extras): string | undefined {
  const longest = files.reduce(
    (most, file, at) => (file.text.length > (files[most]?.text.length ?? 0) ? at : most),
    0,
  );
  const fields: Readonly<Record<string, string>> = {
    weak_password: 'password',
    user_data_not_base64: 'userData',
    user_data_too_long: 'userData',
    personality_limit: files.length > MOST_FILES ? 'files' : `files.${longest}.text`,
    personality_not_base64: `files.${longest}.text`,
    bad_personality_owner: 'files.0.owner',
    bad_personality_path: 'files.0.path',
  };
  return Object.hasOwn(fields, error.code) ? fields[error.code] : undefined;
}

/** What of them a tab keeps over a reload: all but the password. */
export function keptText({ userData, files }: Extras): string | undefined {
  return userData === '' && files.length === 0 ? undefined : JSON.stringify({ userData, files });
}

/** The extras as a tab kept them. */
export function extrasOf(kept: string | undefined): Extras {
  if (kept === undefined) return NO_EXTRAS;
  try {
    return { ...NO_EXTRAS, ...(JSON.parse(kept) as Partial<Extras>), password: '' };
  } catch {
    return NO_EXTRAS;
  }
}
