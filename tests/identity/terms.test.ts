import assert from 'node:assert/strict';
import { test } from 'node:test';
import { TermsReply } from '#contract/identity';
import { addTerms } from '#identity/domain/accounts/terms';
import { PASSWORD, startIdentity } from './identity-kit.ts';
import { COMPONENT_TOKENS } from './open-identity.ts';

const SESSION = '/astakos/ui/session';
const TERMS = '/astakos/ui/terms';
const TOKENS = '/astakos/identity/v2.0/tokens';
const QUOTAS = '/astakos/account/v1.0/quotas';
const PENDING = { unauthorized: { code: 401, message: 'Pending approval terms', details: '' } };

test('new terms (appendix B 16)', async (t) => {
  const identity = await startIdentity(t);
  const ada = await identity.user('ada@example.org');
  const logIn = async () => {
    const reply = await identity.call('POST', SESSION, { body: { email: ada.email, password: PASSWORD } });
    assert.equal(reply.status, 200);
    return /synnefo_session=([^;]+)/.exec(String(reply.headers['set-cookie']))![1]!;
  };
  const isSigned = async (token: string) => {
    const { status, json } = await identity.call('GET', SESSION, { token });
    return [status, (json as { signedTerms?: boolean }).signedTerms];
  };
  const statusOf = async (token: string) => (await identity.call('GET', QUOTAS, { token })).status;
  const session = await logIn();

  await t.test('where there are none nobody has to sign any', async () => {
    assert.deepEqual([await statusOf(ada.token), await isSigned(session)], [200, [200, true]]);
    assert.equal((await identity.call('GET', TERMS)).status, 404);
    assert.equal((await identity.call('POST', TERMS, { token: session, body: { id: 1 } })).status, 404);
  });

  await t.test(
    'the API refuses who has not signed them, token and session alike, by the very next call',
    async () => {
      await addTerms(identity.service, {
        location: '/terms.html',
        document: '<h1>Terms</h1><script>x()</script>Be kind.',
      });
      for (const token of [ada.token, session]) {
        const refused = await identity.call('GET', QUOTAS, { token });
        assert.deepEqual([refused.status, refused.json], [401, PENDING]);
        const checked = await identity.call('POST', TOKENS, { body: { auth: { token: { id: token } } } });
        assert.deepEqual([checked.status, checked.json], [401, PENDING]);
      }
      assert.equal(
        (await identity.call('POST', '/astakos/ui/token', { token: session, body: {} })).status,
        401,
      );
    },
  );

  await t.test('components, the catalog and what signing needs go on', async () => {
    const catalogs = { token: COMPONENT_TOKENS.cyclades, body: { uuids: [ada.uuid] } };
    assert.equal(
      (await identity.call('POST', '/astakos/account/v1.0/service/user_catalogs', catalogs)).status,
      200,
    );
    assert.equal((await identity.call('POST', TOKENS)).status, 200);
    assert.deepEqual(await isSigned(session), [200, false]);
    assert.deepEqual(await isSigned(await logIn()), [200, false]);
    const { json } = await identity.call('GET', TERMS);
    assert.deepEqual(TermsReply.parse(json).blocks, [
      { kind: 'heading', text: 'Terms' },
      { kind: 'text', text: 'Be kind.' },
    ]);
  });

  await t.test('they are signed by POST, of our own page, and by the number that was read', async () => {
    const sign = (id: unknown, headers = {}) =>
      identity.call('POST', TERMS, { token: session, body: { id }, headers });
    for (const id of [null, 'x', 0, -1, 1.5]) assert.equal((await sign(id)).status, 400, String(id));
    const cookie = { cookie: `synnefo_session=${session}` };
    assert.equal((await identity.call('POST', TERMS, { body: { id: 1 }, headers: cookie })).status, 403);
    await addTerms(identity.service, { location: '/terms.html', document: 'Be kinder.' });
    assert.deepEqual(
      [(await sign(1)).status, await statusOf(ada.token)],
      [409, 401],
      'those are not the latest',
    );
    assert.equal((await sign(3)).status, 404);
    assert.equal((await sign(2)).status, 204);
    assert.deepEqual([await statusOf(ada.token), await isSigned(session)], [200, [200, true]]);
    const [old, none] = [await identity.call('GET', `${TERMS}/1`), await identity.call('GET', `${TERMS}/9`)];
    assert.deepEqual([old.status, none.status], [200, 404], 'older ones can be read on');
  });

  await t.test('who comes later has to sign as well', async () => {
    const eve = await identity.user('eve@example.org');
    assert.equal(await statusOf(eve.token), 401);
  });
});
