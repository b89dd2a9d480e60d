import { argon2, randomBytes, timingSafeEqual } from 'node:crypto';

const TAG_BYTES = 32;
const SALT_BYTES = 16;

/** What a hash takes, memory in KiB. */
interface Cost {
  memory: number;
  passes: number;
  parallelism: number;
}

/** RFC 9106 asks for much; OWASP's minimum of 19 MiB and two passes costs about 40 ms of one core here. */
const SAFE: Cost = { memory: 19_456, passes: 2, parallelism: 1 };
/** The least that there is, for tests of other things. */
export const QUICK: Cost = { memory: 8, passes: 1, parallelism: 1 };

/** Hashes a password with argon2id and a fresh salt, in PHC form `$argon2id$v=19$m=…,t=…,p=…$salt$tag`. */
export async function hashPassword(password: string, cost = SAFE): Promise<string> {
  const salt = randomBytes(SALT_BYTES);
  const tag = await derive(password, salt, cost, TAG_BYTES);
  const { memory, passes, parallelism } = cost;
  return `$argon2id$v=19$m=${memory},t=${passes},p=${parallelism}$${bare(salt)}$${bare(tag)}`;
}

/** Checks a password against a PHC text; the comparison takes the same time wherever the first difference is. */
export async function verifyPassword(password: string, stored: string): Promise<boolean> {
  const match =
    /^\$argon2id\$v=19\$m=(\d{1,9}),t=(\d{1,4}),p=(\d{1,3})\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/.exec(
      stored,
    );
  if (match === null) throw new TypeError('the stored password is not an argon2id hash');
  const [, memory, passes, parallelism, salt = '', tag = ''] = match;
  const expected = Buffer.from(tag, 'base64');
  const cost = { memory: Number(memory), passes: Number(passes), parallelism: Number(parallelism) };
  return timingSafeEqual(
    await derive(password, Buffer.from(salt, 'base64'), cost, expected.length),
    expected,
  );
}

function derive(password: string, salt: Buffer, cost: Cost, tagLength: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    argon2('argon2id', { message: password, nonce: salt, tagLength, ...cost }, (error, tag) => {
      if (error === null) resolve(tag);
      else reject(error);
    });
  });
}

function bare(bytes: Buffer): string {
  return bytes.toString('base64').replaceAll('=', '');
}
