import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setBaseQuota } from '#identity/domain/quota/base-quota';
import { modifyComponent } from '#identity/domain/catalog/components';
import { INFINITE } from '#contract/infinite';
import { readShortages, SHORTAGES_HEADER } from '#contract/shortages';
import { startIdentity, type TestIdentity, type TestUser } from './identity-kit.ts';
import { COMPONENT_TOKENS, pair } from './open-identity.ts';
import { recountLedger } from './ledger-check.ts';

const ACCOUNT = '/astakos/account/v1.0';
const VM = 'cyclades.vm';

const fault = (name: string, code: number, message: string) => ({ [name]: { code, message, details: '' } });

interface Ledger {
  issue(body: object, key?: string): ReturnType<TestIdentity['call']>;
  serial(body: object): Promise<number>;
  resolve(body: object): ReturnType<TestIdentity['call']>;
  one(serial: number | string, body: object): ReturnType<TestIdentity['call']>;
  counters(user: TestUser, resource?: string): Promise<object>;
}

function ledgerOf(identity: TestIdentity, token = COMPONENT_TOKENS.cyclades): Ledger {
  const post = (path: string, body: object, headers = {}) =>
    identity.call('POST', `${ACCOUNT}${path}`, { token, body, headers });
  const issue: Ledger['issue'] = (body, key) =>
    post('/commissions', body, key === undefined ? {} : { 'idempotency-key': key });
  return {
    issue,
    serial: async (body) => {
      const { status, json, text } = await issue(body);
      assert.equal(status, 201, text);
      return (json as { serial: number }).serial;
    },
    resolve: (body) => post('/commissions/action', body),
    one: (serial, body) => post(`/commissions/${serial}/action`, body),
    counters: async (user, resource = VM) => {
      const { json } = await identity.call('GET', `${ACCOUNT}/quotas`, { token: user.token });
      return (json as Record<string, Record<string, object>>)[user.uuid]![resource]!;
    },
  };
}

const all = (usage: number, limit: number, pending: number) => ({
  usage,
  limit,
  pending,
  project_usage: usage,
  project_limit: limit,
  project_pending: pending,
});

test('the life of a commission', async (t) => {
  const identity = await startIdentity(t);
  const ada = await identity.user('ada@example.org');
  const ledger = ledgerOf(identity);
  await setBaseQuota(identity.service, ada, { [VM]: 2n });

  await t.test('issue, refuse over the limit, reject, and a second resolution finds nothing', async () => {
    const serial = await ledger.serial({ provisions: pair(ada, VM, 2), name: 'two machines' });
    assert.deepEqual(await ledger.counters(ada), all(2, 2, 2));
    const over = await ledger.issue({ provisions: pair(ada, VM, 1) });
    assert.equal(over.status, 413);
    const holder = `user:${ada.uuid}`;
    assert.deepEqual(over.json, {
      overLimit: {
        code: 413,
        message: `${holder} has not enough capacity of ${VM}.`,
        data: {
          name: 'NoCapacityError',
          provision: { holder, source: `project:${ada.uuid}`, resource: VM, quantity: 1 },
          limit: 2,
          usage: 2,
        },
      },
    });
    // The document names one limit, the header all that are in the way, with what is used and what is reserved apart.
    assert.deepEqual(
      readShortages(over.headers[SHORTAGES_HEADER] ?? ''),
      (['member', 'project'] as const).map((of) => ({
        ...{ resource: VM, project: ada.uuid, of },
        ...{ limit: 2n, used: 0n, reserved: 2n, asked: 1n },
      })),
    );
    const rejected = await ledger.one(serial, { reject: '' });
    assert.equal(rejected.status, 200);
    assert.equal(rejected.text, '');
    assert.deepEqual(await ledger.counters(ada), all(0, 2, 0));
    const again = await ledger.one(serial, { accept: '' });
    assert.equal(again.status, 404);
    assert.equal(again.text, '');
  });

  await t.test('what is only pending cannot be released, force or not', async () => {
    const serial = await ledger.serial({ provisions: pair(ada, VM, 1) });
    for (const force of [false, true]) {
      const { status, json } = await ledger.issue({ provisions: pair(ada, VM, -1), force });
      assert.equal(status, 413);
      const { message, data } = (json as { overLimit: { message: string; data: object } }).overLimit;
      assert.equal(message, `user:${ada.uuid} attempts to release more ${VM} than it contains.`);
      const provision = {
        holder: `user:${ada.uuid}`,
        source: `project:${ada.uuid}`,
        resource: VM,
        quantity: -1,
      };
      assert.deepEqual(data, { name: 'NoQuantityError', provision, limit: 0, usage: 0 });
    }
    await ledger.one(serial, { accept: '' });
    assert.deepEqual(await ledger.counters(ada), all(1, 2, 0));
  });

  await t.test('a limit lowered below usage stops imports, not acceptance and not releases', async () => {
    const serial = await ledger.serial({ provisions: pair(ada, VM, 1) });
    await setBaseQuota(identity.service, ada, { [VM]: 0n });
    assert.equal((await ledger.one(serial, { accept: 'x' })).status, 200);
    assert.deepEqual(await ledger.counters(ada), all(2, 0, 0));
    assert.equal((await ledger.issue({ provisions: pair(ada, VM, 1) })).status, 413);
    assert.equal((await ledger.issue({ provisions: pair(ada, VM, 0) })).status, 413);
    await ledger.serial({ provisions: pair(ada, VM, -1), auto_accept: true });
    assert.deepEqual(await ledger.counters(ada), all(1, 0, 0));
    await ledger.serial({ provisions: pair(ada, VM, 3), auto_accept: true, force: true });
    assert.deepEqual(await ledger.counters(ada), all(4, 0, 0));
    await ledger.serial({ provisions: pair(ada, VM, -4), auto_accept: true });
    await setBaseQuota(identity.service, ada, { [VM]: 2n });
  });

  await t.test('provisions of one key are summed before they are checked', async () => {
    await ledger.serial({ provisions: pair(ada, VM, 1), auto_accept: true });
    const serial = await ledger.serial({ provisions: [...pair(ada, VM, 3), ...pair(ada, VM, -2)] });
    assert.deepEqual(await ledger.counters(ada), all(2, 2, 1));
    const { json } = await identity.call('GET', `${ACCOUNT}/commissions/${serial}`, {
      token: COMPONENT_TOKENS.cyclades,
    });
    assert.deepEqual((json as { provisions: object[] }).provisions, pair(ada, VM, 1));
    await ledger.one(serial, { reject: '' });
    await ledger.serial({ provisions: pair(ada, VM, -1), auto_accept: true });
  });

  await t.test('all provisions or none', async () => {
    const provisions = [...pair(ada, 'cyclades.cpu', 1), ...pair(ada, VM, 3)];
    assert.equal((await ledger.issue({ provisions })).status, 413);
    assert.deepEqual(((await ledger.counters(ada, 'cyclades.cpu')) as { usage: number }).usage, 0);
  });

  await t.test('there is a commission even for nothing', async () => {
    const serial = await ledger.serial({ provisions: [], name: '' });
    const path = `${ACCOUNT}/commissions/${serial}`;
    const { status, json } = await identity.call('GET', path, { token: COMPONENT_TOKENS.cyclades });
    assert.equal(status, 200);
    const { issue_time: time, ...rest } = json as { issue_time: string };
    assert.deepEqual(rest, { serial, name: '', provisions: [] });
    assert.match(time, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{6})?\+00:00$/);
    assert.equal((await ledger.one(serial, { accept: '' })).status, 200);
  });

  await t.test('no limit travels unchanged, through JSON and database', async () => {
    await setBaseQuota(identity.service, ada, { 'cyclades.ram': INFINITE });
    const { text } = await identity.call('GET', `${ACCOUNT}/quotas`, { token: ada.token });
    assert.ok(text.includes('"limit":9223372036854775807,'));
    const serial = await ledger.serial({ provisions: pair(ada, 'cyclades.ram', INFINITE) });
    assert.deepEqual(await ledger.counters(ada, 'cyclades.ram'), {
      usage: INFINITE,
      limit: INFINITE,
      pending: INFINITE,
      project_usage: INFINITE,
      project_limit: INFINITE,
      project_pending: INFINITE,
    });
    const more = await ledger.issue({ provisions: pair(ada, 'cyclades.ram', 1), force: true });
    assert.equal(more.status, 413, 'also forced, a counter stays within 64 bits');
    await ledger.one(serial, { reject: '' });
  });

  await t.test('the ledger is whole after all this', async () => {
    assert.deepEqual(await recountLedger(identity.url), []);
  });
});

test('a batch resolves what it can and names the rest', async (t) => {
  const identity = await startIdentity(t);
  const ada = await identity.user('ada@example.org');
  const ledger = ledgerOf(identity);
  const serials: number[] = [];
  for (let round = 0; round < 4; round += 1)
    serials.push(await ledger.serial({ provisions: pair(ada, VM, 1) }));
  const foreign = await ledgerOf(identity, COMPONENT_TOKENS.pithos).serial({
    provisions: pair(ada, 'pithos.diskspace', 5),
  });
  const [both, good, bad, left] = serials as [number, number, number, number];
  const reply = await ledger.resolve({
    accept: [both, good, foreign, good],
    reject: [bad, both, 999_999, both],
  });
  assert.equal(reply.status, 200);
  assert.deepEqual(reply.json, {
    accepted: [good],
    rejected: [bad],
    failed: [
      [foreign, { itemNotFound: { code: 404, message: `serial ${foreign} does not exist` } }],
      [999_999, { itemNotFound: { code: 404, message: 'serial 999999 does not exist' } }],
      [both, { badRequest: { code: 400, message: `cannot both accept and reject serial ${both}` } }],
    ],
  });
  const pending = (token: string) => identity.call('GET', `${ACCOUNT}/commissions`, { token });
  assert.deepEqual((await pending(COMPONENT_TOKENS.cyclades)).json, [both, left]);
  assert.deepEqual((await pending(COMPONENT_TOKENS.pithos)).json, [foreign]);
  assert.deepEqual((await ledger.resolve({})).json, { accepted: [], rejected: [], failed: [] });
  assert.deepEqual(await recountLedger(identity.url), []);
});

test('requests that are not commissions have the sentence of their mistake', async (t) => {
  const identity = await startIdentity(t);
  const ada = await identity.user('ada@example.org');
  const ledger = ledgerOf(identity);
  const good = pair(ada, VM, 1);

  await t.test('issue', async () => {
    const cases: [object, string | RegExp][] = [
      [{}, 'Provisions are missing.'],
      [{ provisions: null }, 'Provisions are missing.'],
      [{ provisions: {} }, 'Provisions should be a list.'],
      [{ provisions: 'x' }, 'Provisions should be a list.'],
      [{ provisions: [5] }, 'Malformed provision 5'],
      [{ provisions: [null] }, 'Malformed provision null'],
      [{ provisions: [{ ...good[0], quantity: '1' }] }, /^Malformed provision /],
      [{ provisions: [{ ...good[0], quantity: 1.5 }] }, /^Malformed provision /],
      [{ provisions: [{ ...good[0], quantity: INFINITE + 1n }] }, /^Malformed provision /],
      [{ provisions: [{ ...good[0], quantity: null }] }, /^Malformed provision /],
      [{ provisions: [{ holder: 'a', resource: VM, quantity: 1 }] }, /^Malformed provision /],
      [{ provisions: [{ ...good[0], holder: 'a\u0007b' }] }, /^Malformed provision /],
      [{ provisions: [{ ...good[0], resource: 'r'.repeat(300) }] }, /^Malformed provision /],
      [{ provisions: good, force: 1 }, '"force" option should be a boolean.'],
      [{ provisions: good, auto_accept: 'yes' }, '"auto_accept" option should be a boolean.'],
      [{ provisions: good, name: 7 }, 'Commission name should be a string.'],
      [{ provisions: good, name: 'a\u0007' }, 'Commission name should be a string.'],
    ];
    for (const [body, message] of cases) {
      const reply = await ledger.issue(body);
      assert.equal(reply.status, 400, reply.text);
      const said = (reply.json as { badRequest: { message: string; details: string } }).badRequest;
      if (typeof message === 'string') assert.deepEqual(reply.json, fault('badRequest', 400, message));
      else assert.match(said.message, message);
    }
    for (const body of ['[]', '5', '"a"', 'null', '{', '']) {
      const reply = await identity.call('POST', `${ACCOUNT}/commissions`, {
        token: COMPONENT_TOKENS.cyclades,
        body,
      });
      assert.equal(reply.status, 400, body);
    }
  });

  await t.test('a body without a type, or of another type', async () => {
    const call = (headers: Record<string, string>) =>
      identity.app.inject({
        method: 'POST',
        url: `${ACCOUNT}/commissions`,
        headers: { 'x-auth-token': COMPONENT_TOKENS.cyclades, ...headers },
        payload: '{}',
      });
    const none = await call({});
    assert.equal(none.statusCode, 400);
    assert.match(none.body, /Missing Content-Type header field/);
    assert.match(
      (await call({ 'content-type': 'text/plain' })).body,
      /Unsupported Content-type: text\/plain/,
    );
  });

  await t.test('resolve', async () => {
    const serial = await ledger.serial({ provisions: good });
    for (const body of [{}, { accept: '', reject: '' }]) {
      const reply = await ledger.one(serial, body);
      assert.deepEqual(reply.json, fault('badRequest', 400, 'Specify either accept or reject action.'));
    }
    for (const id of ['0', '99999', 'x', '-1', '1.5', '99999999999999999999']) {
      assert.equal((await ledger.one(id, { accept: '' })).status, 404, id);
      const shown = await identity.call('GET', `${ACCOUNT}/commissions/${id}`, {
        token: COMPONENT_TOKENS.cyclades,
      });
      assert.deepEqual([shown.status, shown.text], [404, '']);
    }
    const lists = '"accept" and "reject" should reference lists of serials.';
    for (const body of [{ accept: 5 }, { reject: {} }, { accept: null }]) {
      assert.deepEqual((await ledger.resolve(body)).json, fault('badRequest', 400, lists));
    }
    for (const body of [{ accept: ['1'] }, { reject: [1.5] }, { accept: [null] }]) {
      assert.deepEqual(
        (await ledger.resolve(body)).json,
        fault('badRequest', 400, 'Serials should be integer.'),
      );
    }
    assert.equal((await ledger.one(serial, { reject: '' })).status, 200);
  });

  await t.test('an unknown holding', async () => {
    const holder = 'user:00000000-0000-4000-8000-000000000000';
    const provision = { holder, source: `project:${ada.uuid}`, resource: VM, quantity: 1 };
    const { status, json } = await ledger.issue({ provisions: [provision] });
    assert.equal(status, 404);
    const { message, ...rest } = (json as { itemNotFound: { message: string } }).itemNotFound;
    assert.match(message, /^There is no such holding/);
    assert.deepEqual(rest, { code: 404, data: { name: 'NoHoldingError', provision } });
    assert.equal((await ledger.issue({ provisions: pair(ada, 'no.such', 1) })).status, 404);
  });

  await t.test('of several failures the first provision asked is named', async () => {
    await setBaseQuota(identity.service, ada, { [VM]: 0n });
    await setBaseQuota(identity.service, ada, { 'cyclades.cpu': 0n });
    for (const [first, second] of [
      [VM, 'cyclades.cpu'],
      ['cyclades.cpu', VM],
    ] as const) {
      const { json } = await ledger.issue({ provisions: [...pair(ada, first, 1), ...pair(ada, second, 1)] });
      const { data } = (json as { overLimit: { data: { provision: { resource: string } } } }).overLimit;
      assert.equal(data.provision.resource, first);
    }
  });
});

test('T-I10 a component charges its own resources, in pairs, sees its own serials, and forces only when it may', async (t) => {
  const identity = await startIdentity(t, { settings: { ASTAKOS_COMMISSION_RATE: 40 } });
  const ada = await identity.user('ada@example.org');
  const [compute, storage] = [ledgerOf(identity), ledgerOf(identity, COMPONENT_TOKENS.pithos)];
  const foreign = await storage.issue({ provisions: pair(ada, VM, 1) });
  assert.equal(foreign.status, 403);
  assert.deepEqual(foreign.json, fault('forbidden', 403, 'Component pithos may not charge cyclades.vm.'));
  await modifyComponent(identity.service, 'pithos', { mayForce: false });
  const forced = await storage.issue({ provisions: pair(ada, 'pithos.diskspace', 1), force: true });
  assert.deepEqual(forced.json, fault('forbidden', 403, 'Component pithos may not force a commission.'));
  const serial = await compute.serial({ provisions: pair(ada, VM, 1) });
  assert.equal((await storage.one(serial, { accept: '' })).status, 404);
  const seen = await identity.call('GET', `${ACCOUNT}/commissions/${serial}`, {
    token: COMPONENT_TOKENS.pithos,
  });
  assert.equal(seen.status, 404);
  assert.equal((await compute.issue({ provisions: pair(ada, VM, 1).slice(0, 1) })).status, 400);
  const many = Array.from({ length: 1001 }, () => pair(ada, VM, 0)[0]);
  assert.equal((await compute.issue({ provisions: many })).status, 400);
  const flood = await Promise.all(Array.from({ length: 80 }, () => compute.issue({ provisions: [] })));
  const refused = flood.filter(({ status }) => status !== 201);
  assert.ok(
    refused.length > 0 &&
      refused.every(({ status, headers }) => status === 429 && Number(headers['retry-after']) >= 1),
  );
  assert.deepEqual(await recountLedger(identity.url), []);
});

test('T-I12 a call made again after a lost answer is charged once', async (t) => {
  const identity = await startIdentity(t);
  const ada = await identity.user('ada@example.org');
  const ledger = ledgerOf(identity);
  const usage = async () => ((await ledger.counters(ada)) as { usage: number }).usage;

  await t.test(
    'with a key: same serial, also when accepted at once and when it was resolved meanwhile',
    async () => {
      const body = { provisions: pair(ada, VM, 1), auto_accept: true };
      const first = await ledger.issue(body, 'one');
      const again = await Promise.all(Array.from({ length: 8 }, () => ledger.issue(body, 'one')));
      for (const reply of again) assert.deepEqual([reply.status, reply.json], [201, first.json]);
      assert.equal(await usage(), 1);
      const other = await ledger.issue({ ...body, name: 'another' }, 'one');
      assert.equal(other.status, 409);
      assert.notDeepEqual((await ledger.issue(body, 'two')).json, first.json);
      assert.equal(await usage(), 2);
    },
  );

  await t.test('many at once with one key are one', async () => {
    const body = { provisions: pair(ada, VM, 1) };
    const replies = await Promise.all(Array.from({ length: 20 }, () => ledger.issue(body, 'at once')));
    assert.equal(new Set(replies.map(({ text }) => text)).size, 1);
    assert.equal(await usage(), 3);
  });

  await t.test('without a key: a named commission that is still pending is the same one', async () => {
    const body = { provisions: pair(ada, VM, 1), name: 'client: api, resource: server 42' };
    const first = (await ledger.issue(body)).json as { serial: number };
    assert.deepEqual((await ledger.issue(body)).json, first);
    await ledger.one(first.serial, { accept: '' });
    assert.notDeepEqual((await ledger.issue(body)).json, first, 'who resolved it had its answer');
    const unnamed = { provisions: pair(ada, VM, 1) };
    assert.notDeepEqual((await ledger.issue(unnamed)).json, (await ledger.issue(unnamed)).json);
  });

  await t.test('a refused call leaves its key free', async () => {
    await setBaseQuota(identity.service, ada, { [VM]: 0n });
    const body = { provisions: pair(ada, VM, 1) };
    assert.equal((await ledger.issue(body, 'later')).status, 413);
    await setBaseQuota(identity.service, ada, { [VM]: 100n });
    assert.equal((await ledger.issue(body, 'later')).status, 201);
  });
});

test('T-I13 quantities at the edges of 64 bits are refused or kept exactly, never wrapped', async (t) => {
  const identity = await startIdentity(t);
  const ada = await identity.user('ada@example.org');
  const ledger = ledgerOf(identity);
  const edges = [INFINITE, -INFINITE, -INFINITE - 1n, INFINITE + 1n, 10n ** 30n, -(10n ** 18n), 0n, 1n];
  for (const first of edges) {
    for (const second of edges) {
      const { status } = await ledger.issue({
        provisions: [...pair(ada, VM, first), ...pair(ada, VM, second)],
      });
      assert.ok([201, 400, 413].includes(status), `${first} ${second}: ${status}`);
    }
  }
  const single = await ledger.issue({ provisions: pair(ada, 'cyclades.cpu', INFINITE), auto_accept: true });
  assert.equal(single.status, 201);
  assert.equal((await ledger.issue({ provisions: pair(ada, 'cyclades.cpu', INFINITE) })).status, 413);
  assert.deepEqual(await recountLedger(identity.url), []);
});
