import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readSshPublicKey, UnusableKey } from './ssh-public-key.ts';

/** Bodies that ssh-keygen made, by type. */
const BODIES: Readonly<Record<string, string>> = {
  'ecdsa-sha2-nistp256':
    'AAAAE2VjZHNhLXNoYTItbmlzdHAyNTYAAAAIbmlzdHAyNTYAAABBBOmOYEsihIDJbKlySf2kDZeT2xZfkuaUmnbRo5hWq+LF0y+QLv+0l+I04XAo8Hn9thZ8JFzXyRThVs53eFzO6IE=',
  'ecdsa-sha2-nistp384':
    'AAAAE2VjZHNhLXNoYTItbmlzdHAzODQAAAAIbmlzdHAzODQAAABhBBc3emcZlTLyu4HBeZ294fEpB9ksdyxuVtAau11vSfW0QwuxdvOkRtzvt0w+o4B7voObn4sfx4UThwSKvsCTEcFS7LTrRsVyaxDqbnEY4CJ/K2tH9YivUOfFE/D3rMjg0w==',
  'ecdsa-sha2-nistp521':
    'AAAAE2VjZHNhLXNoYTItbmlzdHA1MjEAAAAIbmlzdHA1MjEAAACFBAAlxe+4PAt/z4xsJsSAWctU08S8XIRfdJt5LNzJeVKo0a4ohnCHKadcvGpsnFFRnSwEWsCXGOGEKymKQTCbpqxDlQELX2lXrFWzIvDW1EwGW3ZLQLU6jRQaZ20KLOEArO0Y41kxHjL7Zjl3HmZqy0oGMvlURiP3JqRJVtwv/RlPql7+OA==',
  'sk-ecdsa-sha2-nistp256@openssh.com':
    'AAAAInNrLWVjZHNhLXNoYTItbmlzdHAyNTZAb3BlbnNzaC5jb20AAAAIbmlzdHAyNTYAAABBBOmOYEsihIDJbKlySf2kDZeT2xZfkuaUmnbRo5hWq+LF0y+QLv+0l+I04XAo8Hn9thZ8JFzXyRThVs53eFzO6IEAAAAEc3NoOg==',
  'sk-ssh-ed25519@openssh.com':
    'AAAAGnNrLXNzaC1lZDI1NTE5QG9wZW5zc2guY29tAAAAIGXMhrhXKOpUTrOgqQGNNOKJ5W+s1ML5BTTbsNO+GrpcAAAABHNzaDo=',
  'ssh-ed25519': 'AAAAC3NzaC1lZDI1NTE5AAAAIGXMhrhXKOpUTrOgqQGNNOKJ5W+s1ML5BTTbsNO+Grpc',
  'ssh-rsa':
    'AAAAB3NzaC1yc2EAAAADAQABAAABAQDE6xsuh3iFdtcM0VdBJXaKCbStTAhg+uKQB2IYT5IUYPb2AhZcX4umzwvTjjquvCdABrJBKHSWRkb311/U56tMOeZIN++yreqAlW+ZsE8yvd+xdA/IlWpPZ8EYcm1sCm2QvYRkUDLy8noMfkPlxHrGNVyRHRJMa8/XdsnvFpOh64UBc9BpWNIiUNnVyOflCp1lvvmcpLoNK530eBUEpwZy3oAJr99d1S68aG4Xg9NkxsEKu/oCsBpLXburixVTaPOUgxnQbxoOz8GuSCVPs3k0NwkgznrenUGJYiX7NaElcjqQEiOHeqRO/Zay1IDCh/E0uWTpgamk2MeTtjRWmqEd',
};

const string = (bytes: string | Buffer): Buffer => {
  const content = typeof bytes === 'string' ? Buffer.from(bytes) : bytes;
  const length = Buffer.alloc(4);
  length.writeUInt32BE(content.length);
  return Buffer.concat([length, content]);
};
const keyOf = (type: string, ...fields: (string | Buffer)[]): string =>
  `${type} ${Buffer.concat([type, ...fields].map(string)).toString('base64')}`;
const bytesOf = (type: string): Buffer => Buffer.from(BODIES[type]!, 'base64');
const reasonOf = (text: string): string => {
  try {
    return `taken: ${readSshPublicKey(text).content}`;
  } catch (error) {
    assert.ok(error instanceof UnusableKey, String(error));
    return error.message;
  }
};

test('every type that OpenSSH makes today is taken, with its comment in any script', () => {
  for (const [type, body] of Object.entries(BODIES)) {
    assert.equal(readSshPublicKey(`  ${type}  ${body} \n`).content, `${type} ${body}`);
    const named = readSshPublicKey(`${type} ${body} Büro von Ζωή 家`);
    assert.equal(named.content, `${type} ${body} Büro von Ζωή 家`);
    assert.match(named.fingerprint, /^[0-9a-f]{2}(?::[0-9a-f]{2}){15}$/);
  }
});

test('a comment loses what cannot be seen, so that what is shown is what stands in the machine', () => {
  const { content } = readSshPublicKey(`ssh-ed25519 ${BODIES['ssh-ed25519']} a\u202Eb\u200Bc `);
  assert.equal(content, `ssh-ed25519 ${BODIES['ssh-ed25519']} abc`);
});

test('T-C12 a body that is cut short or has bytes appended or swapped is refused, whatever its type and wherever it is cut', () => {
  for (const type of Object.keys(BODIES)) {
    const bytes = bytesOf(type);
    for (let end = 0; end < bytes.length; end += 1)
      assert.throws(
        () => readSshPublicKey(`${type} ${bytes.subarray(0, end).toString('base64')}`),
        UnusableKey,
        `${type} of ${end} bytes`,
      );
    for (const more of [Buffer.alloc(1), Buffer.alloc(4), string('more'), bytes])
      assert.throws(
        () => readSshPublicKey(`${type} ${Buffer.concat([bytes, more]).toString('base64')}`),
        UnusableKey,
        `${type} with ${more.length} more`,
      );
    for (const other of Object.keys(BODIES).filter((name) => name !== type))
      assert.match(reasonOf(`${type} ${BODIES[other]}`), /of another type/);
    // What a copy from a terminal loses: characters of the text, not bytes.
    for (const cut of [1, 2, 3])
      assert.throws(() => readSshPublicKey(`${type} ${BODIES[type]!.slice(0, -cut)}`), UnusableKey);
  }
});

test('numbers that no key has are refused', () => {
  const e = Buffer.from([1, 0, 1]);
  const n = (bytes: number, last = 0x01): Buffer =>
    Buffer.concat([Buffer.from([0, 0x80]), Buffer.alloc(bytes - 2), Buffer.from([last])]);
  assert.match(reasonOf(keyOf('ssh-rsa', e, n(128))), /^taken/);
  for (const [what, key] of [
    ['even modulus', keyOf('ssh-rsa', e, n(128, 2))],
    ['negative modulus', keyOf('ssh-rsa', e, n(128).subarray(1))],
    ['a zero in front that is not needed', keyOf('ssh-rsa', e, Buffer.concat([Buffer.alloc(1), n(128)]))],
    ['exponent one', keyOf('ssh-rsa', Buffer.from([1]), n(128))],
    ['no exponent', keyOf('ssh-rsa', Buffer.alloc(0), n(128))],
    ['a third number', keyOf('ssh-rsa', e, n(128), e)],
    ['short', keyOf('ssh-ed25519', Buffer.alloc(31, 7))],
    ['the curve of another', keyOf('ecdsa-sha2-nistp256', 'nistp384', Buffer.alloc(65, 4))],
    ['a point beside the curve', keyOf('ecdsa-sha2-nistp256', 'nistp256', Buffer.alloc(65, 4))],
    ['no application', keyOf('sk-ssh-ed25519@openssh.com', Buffer.alloc(32, 7))],
    ['an empty application', keyOf('sk-ssh-ed25519@openssh.com', Buffer.alloc(32, 7), '')],
  ] as const)
    assert.match(reasonOf(key), /damaged/, what);
  assert.match(reasonOf(keyOf('ssh-rsa', e, n(96))), /768/);
});

test('a refusal says what the text is instead', () => {
  const ed25519 = `ssh-ed25519 ${BODIES['ssh-ed25519']}`;
  for (const [text, reason] of [
    ['', /empty/],
    [
      '-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXk\n-----END OPENSSH PRIVATE KEY-----',
      /private key/,
    ],
    ['-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY-----', /private key/],
    ['PuTTY-User-Key-File-3: ssh-ed25519\nEncryption: none', /private key/],
    ['---- BEGIN SSH2 PUBLIC KEY ----\nAAAA\n---- END SSH2 PUBLIC KEY ----', /RFC 4716/],
    ['-----BEGIN PUBLIC KEY-----\nMIIB\n-----END PUBLIC KEY-----', /PEM/],
    [`${ed25519}\n${ed25519}`, /several lines/],
    [ed25519.replace(' ', '\t'), /tab/],
    [`${ed25519} a\u0007b`, /not text/],
    [`from="10.0.0.0/8",command="echo hi" ${ed25519}`, /options/],
    [`ssh-dss ${BODIES['ssh-ed25519']}`, /DSA/],
    ['1024 65537 1234567890 me@here', /version 1/],
    [`ssh-ed25519-cert-v01@openssh.com ${BODIES['ssh-ed25519']}`, /certificate/],
    [BODIES['ssh-ed25519']!, /type is missing/],
    ['ssh-ed25519', /not whole base64/],
    ['ssh-ed448 AAAA', /must be one of/],
    [`${ed25519} ${'x'.repeat(5000)}`, /longer than/],
  ] as const)
    assert.match(reasonOf(text), reason, text.slice(0, 40));
});
