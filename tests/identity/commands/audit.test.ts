import assert from 'node:assert/strict';
import { test } from 'node:test';
import { changeAccount } from '#identity/domain/accounts/change-account';
import { chainEntries } from '#platform/audit/chain-entries';
import { PASSWORD } from '../identity-kit.ts';
import { startCommands } from './commands-kit.ts';

interface Line {
  id: number;
  time: string;
  action: string;
  outcome: string;
  source: string;
  actor: { kind: string; id: string | null; name: string };
  object: { kind: string; id: string | null; name: string | null };
  about: string[];
  details: Record<string, unknown>;
  address: string | null;
  request: string | null;
}

test('the audit', async (t) => {
  const { identity, run, rows } = await startCommands(t, { SUDO_USER: 'maria' });
  const { call } = identity;
  const lines = async (...words: string[]): Promise<Line[]> => {
    const { status, out, err } = await run('audit-export', ...words);
    assert.equal(status, 0, err);
    return out.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line) as Line]));
  };
  const ada = await identity.user('ada@example.org');
  const SESSION = '/astakos/ui/session';

  await t.test('what is changed by command says who ran it, what it was before, and no secret', async () => {
    const changed = await run('user-modify', ada.uuid, '--level', '7', '--set-email', 'ada@new.org');
    assert.equal(changed.status, 0, changed.err);
    const done = await run('user-modify', ada.uuid, '--password', 'a long new password', '--renew-token');
    const [, token = 'none'] = /([\w-]{43})/.exec(done.out) ?? [];
    assert.notEqual(token, 'none', done.out);
    const found = await lines('--object', ada.uuid, '--source', 'command');
    assert.deepEqual(
      found.map(({ action, object, details }) => [action, object.name, details]),
      [
        ['account.modify', 'ada@example.org', { level: { from: 4, to: 7 } }],
        ['account.email', 'ada@new.org', { email: { from: 'ada@example.org', to: 'ada@new.org' } }],
        ['account.password', 'ada@new.org', {}],
        // that of the new password, and the one that was asked for
        ['account.token', 'ada@new.org', found[3]!.details],
        ['account.token', 'ada@new.org', found[4]!.details],
      ],
    );
    for (const { actor, source, address } of found) {
      assert.match(actor.name, /^\S+ \(sudo by maria\)$/);
      assert.deepEqual([actor.kind, source, address], ['operator', 'command', null]);
    }
    const { out } = await run('audit-export');
    for (const secret of [token, 'a long new password', PASSWORD, ada.token])
      assert.ok(!out.includes(secret));
    await run('user-modify', ada.uuid, '--password', PASSWORD, '--set-email', 'ada@example.org');
  });

  await t.test('what is refused or taken back is not recorded as done', async () => {
    const before = (await lines()).length;
    const refused = await run('user-modify', ada.uuid, '--level', '3', '--add-group', 'nobody-made-it');
    assert.equal(refused.status, 1);
    assert.equal((await lines()).length, before);
  });

  await t.test('log-ins are recorded with their end; of names that nobody has nothing is kept', async () => {
    const logIn = (email: string, password: string) => call('POST', SESSION, { body: { email, password } });
    await logIn('my own secret', 'x');
    await logIn('ada@example.org', 'wrong');
    const good = await logIn('ada@example.org', PASSWORD);
    const cookie = (good.headers['set-cookie'] ?? '').split(';', 1)[0]!;
    const headers = { cookie, 'x-requested-with': 'synnefo' };
    assert.equal((await call('POST', '/astakos/ui/token', { body: {}, headers })).status, 200);
    assert.equal((await call('DELETE', SESSION, { headers })).status, 204);
    const found = (await lines('--source', 'page')).map(
      ({ action, outcome, actor, object, details, address, request }) => {
        assert.equal(address, '127.0.0.1');
        assert.ok(request);
        return [action, outcome, actor.name, object.name, details['reason']];
      },
    );
    assert.deepEqual(found, [
      ['session.begin', 'refused', '', null, 'unknown account'],
      ['session.begin', 'refused', '', 'ada@example.org', 'wrong password'],
      ['session.begin', 'done', 'ada@example.org', 'ada@example.org', undefined],
      ['account.token', 'done', 'ada@example.org', 'ada@example.org', undefined],
      ['session.end', 'done', 'ada@example.org', 'ada@example.org', undefined],
    ]);
    assert.equal((await lines('--who', ada.uuid)).length, 3);
    assert.equal((await lines('--action', 'session', '--outcome', 'refused')).length, 2);
  });

  await t.test('T-S8 names with line ends and of a megabyte stay one line, and short', async () => {
    const text = `{"id":1,"action":"forged"}${'x'.repeat(100_000)}`;
    await assert.rejects(identity.user('mallory@example.org', [`Eve\n${text}`, 'E']), /one line of text/);
    const eve = await identity.user('eve@example.org', [`Eve ${text}`, 'E']);
    await changeAccount(identity.service, eve.uuid, { deactivate: { reason: `out\u0085\n${text}` } });
    for (const action of ['account.create', 'account.deactivate']) {
      const [entry] = await lines('--object', eve.uuid, '--action', action);
      assert.equal(entry?.action, action);
      assert.ok(JSON.stringify(entry.details).length < 1200);
      assert.ok(!/\u0085|\n/.test(JSON.stringify(entry)));
    }
    const { rows: listed } = await identity.service.store.audit.listed({}, { conditions: [], limit: 1000 });
    assert.equal((await lines()).length, listed.length);
  });

  await t.test('audit-list filters, limits and has the formats of all lists', async () => {
    const found = await rows('audit-list', '--who', 'ada@example.org', '-o', 'action,source,object,outcome');
    assert.deepEqual(found[0], {
      action: 'session.begin',
      source: 'page',
      object: 'ada@example.org',
      outcome: 'done',
    });
    assert.equal(found.length, 3);
    assert.equal((await rows('audit-list', '--since', '2999-01-01')).length, 0);
    assert.equal((await rows('audit-list', '--until', '2000-01-01T00:00Z')).length, 0);
    assert.equal((await rows('audit-list', '--limit', '2')).length, 2);
    assert.equal((await rows('audit-list', '--filter-by', 'action=account.email')).length, 2);
    const wrong = await run('audit-list', '--since', 'yesterday');
    assert.deepEqual([wrong.status, wrong.out], [2, '']);
  });

  await t.test(
    'T-S8 audit-verify says that all is whole and what its head is, or what was altered',
    async () => {
      await chainEntries(identity.service, new AbortController().signal);
      const { status, out, err } = await run('audit-verify', '--output-format', 'json');
      assert.equal(status, 0, err);
      const [{ head = '', unchained } = {}] = JSON.parse(out) as Record<string, string>[];
      assert.match(head, /^1:[\da-f]{64}$/);
      assert.equal(unchained, '0');
      assert.equal((await run('audit-verify', '--head', head)).status, 0);
      const other = await run('audit-verify', '--head', `1:${'0'.repeat(64)}`);
      assert.equal(other.status, 1);
      assert.match(other.err, /The audit was altered: batch 1 is not the one that was noted/);
      assert.equal((await run('audit-verify', '--head', 'nonsense')).status, 2);
    },
  );
});
