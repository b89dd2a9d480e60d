import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { sendRaw, startGateway, statusOf, ways } from './harness.ts';

/** Said again without the gateway's code: which role owns a path, by its raw first segment. */
function ownerOf(path: string): string | undefined {
  const first = /^\/([^/?]*)/.exec(path)?.[1];
  return { astakos: 'identity', pithos: 'object', auth: 'object', info: 'object', cyclades: 'compute' }[
    first ?? ''
  ];
}

const piece = fc.oneof(
  fc.constantFrom(
    'astakos',
    'pithos',
    'cyclades',
    'auth',
    'info',
    'ui',
    'api',
    'internal',
    'admin',
    'object-store',
    'v1',
    'public',
  ),
  fc.constantFrom(
    '',
    '.',
    '..',
    '%2e%2e',
    '%2E.',
    '..%2fastakos',
    '%2f',
    '%5c',
    '\\',
    ';x',
    'pithos;x',
    '%00',
    '%zz',
    '%61stakos',
    '?',
    '@',
    '*',
  ),
  fc.string({
    unit: fc.integer({ min: 0x21, max: 0x7e }).map((code) => String.fromCharCode(code)),
    maxLength: 6,
  }),
);
const path = fc.array(piece, { maxLength: 6 }).map((pieces) => `/${pieces.join('/')}`);

for (const way of ways) {
  test(`T-G5 whatever the path, only the role of its raw first segment sees it, letter by letter (${way})`, async (t) => {
    const { port, seen } = await startGateway(t, { way });
    await fc.assert(
      fc.asyncProperty(path, async (wanted) => {
        const before = seen.length;
        const raw = await sendRaw(
          port,
          `GET ${wanted} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`,
          2000,
        );
        const arrived = seen.slice(before);
        assert.notEqual(statusOf(raw), 500);
        assert.ok(arrived.length <= 1);
        const record = arrived[0];
        if (record === undefined) return;
        const bare = wanted.startsWith('/ui/api/') ? wanted.slice('/ui/api'.length) : wanted;
        assert.equal(record.url, bare, 'nothing is normalised on the way');
        assert.equal(record.role, ownerOf(bare), 'gateway and role agree whose it is');
        assert.doesNotMatch(bare.split('?')[0]!.split('/').slice(1, 3).join('/'), /[%\\;]/);
      }),
      { numRuns: 400 },
    );
  });

  test(`T-G5 dots and escaped slashes reach object names as they are, and nothing else (${way})`, async (t) => {
    const { port, roles } = await startGateway(t, { way });
    const get = async (target: string): Promise<number> =>
      statusOf(
        await sendRaw(port, `GET ${target} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`, 2000),
      );
    const kept = ['a/../b', '..', 'a//b', '%2e%2e/x', 'a%2Fb', 'a%00b', '..%2f..%2fetc', 'a\\b', "a;b='c'"];
    for (const name of kept) assert.equal(await get(`/pithos/object-store/v1/u/c/${name}`), 200, name);
    assert.deepEqual(
      roles.object.seen.map((record) => record.url),
      kept.map((name) => `/pithos/object-store/v1/u/c/${name}`),
    );
    const refused = [
      '/pithos/..%2fastakos/admin',
      '/pithos/../astakos',
      '/pithos/%2e%2e/astakos',
      '/cyclades/compute/v2.0/../internal/x',
      '/cyclades/compute%2fv2.0',
      '/astakos\\admin',
      '/%61stakos/x',
      '/astakos;x/y',
      '/cyclades/internal/screen-tickets/redeem',
      '/cyclades/%69nternal/screen-tickets/redeem',
      '/astakos/INTERNAL/x',
      '//astakos/x',
      '/./astakos',
      '/Astakos/x',
    ];
    for (const target of refused) {
      const status = await get(target);
      assert.ok(status === 400 || status === 404, `${target}: ${status}`);
    }
    assert.equal(roles.compute.seen.length + roles.identity.seen.length, 0);
  });
}

test('T-G6 a host that is not ours is refused with 421 before any role sees it', async (t) => {
  const { port, seen } = await startGateway(t, { settings: { ALLOWED_HOSTS: ['other.example.org'] } });
  const get = async (host: string): Promise<number> =>
    statusOf(
      await sendRaw(port, `GET /astakos/x HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`, 2000),
    );
  const foreign = [
    'evil.example',
    'cloud.example.org.evil.example',
    'evil.example:8080',
    'localhost@evil',
    '0x7f.1',
    'local host',
    '',
  ];
  for (const host of foreign) assert.ok([400, 421].includes(await get(host)), host);
  assert.equal(await get('evil.example'), 421);
  assert.equal(seen.length, 0);
  const ours = [
    'localhost',
    `localhost:${port}`,
    `127.0.0.1:${port}`,
    '[::1]:9000',
    'cloud.example.org',
    'CLOUD.example.org.',
    'other.example.org:443',
  ];
  for (const host of ours) assert.equal(await get(host), 200, host);
});
