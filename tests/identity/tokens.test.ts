import { test } from 'node:test';
import { startIdentity } from './identity-kit.ts';

const TOKENS = '/astakos/identity/v2.0/tokens';

test('identity/v2.0', async (t) => {
  const identity = await startIdentity(t);
  const ada = await identity.user('Ada@Example.org');
  await t.test('try', async () => {
    const { json } = await identity.call('GET', '/astakos/identity/');
    console.log(JSON.stringify(json));
    const all = await identity.call('POST', TOKENS, { body: { auth: { token: { id: ada.token } } } });
    console.log(all.status, all.text, all.headers);
    console.log((await identity.call('GET', '/astakos/account/v1.0/quotas', { token: ada.token })).text);
    console.log((await identity.call('GET', '/astakos/identity/v2.0.json')).text);
    console.log((await identity.call('POST', TOKENS+'?format=xml', { body: { auth: { token: { id: ada.token } } } })).text);
    console.log((await identity.call('DELETE', TOKENS)).text);
    console.log((await identity.call('POST', TOKENS, {body:{}})).text);
    console.log((await identity.call('POST', TOKENS+'x')).text);
    console.log((await identity.call('POST', '/astakos/account/v1.0/commissions', {token: 'token-of-cyclades-in-tests', body: {provisions:[]}})).text);
    console.log((await identity.call('GET', '/astakos/account/v1.0/projects', { token: ada.token })).text);
  });
});
