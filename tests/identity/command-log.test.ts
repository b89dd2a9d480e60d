import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { loadSecrets } from '#cloud/secrets';
import { manage } from '#manage/manage';
import { randomIds } from '#platform/ids';
import { PASSWORD, startIdentity } from './identity-kit.ts';

test('what a command did is kept in the data directory, without its secrets', async (t) => {
  const identity = await startIdentity(t);
  const directory = mkdtempSync(join(tmpdir(), 'command-log-'));
  t.after(() => rmSync(directory, { recursive: true, force: true }));
  loadSecrets(directory, randomIds);
  const logs = join(directory, 'log', 'commands');
  const run = async (argv: string[], settings: Record<string, string> = {}) => {
    let [out, err] = ['', ''];
    const lines: (readonly string[])[] = [];
    const status = await manage(
      argv,
      { ASTAKOS_DATABASE_URL: identity.url, SYNNEFO_DATA_DIR: directory, ...settings },
      {
        streams: { out: (text) => (out += text), err: (text) => (err += text) },
        onSecretLine: (words) => lines.push(words),
      },
    );
    return { status, out, err, lines };
  };
  /** The newest run, as its lines: two runs of one process in one second share a file. */
  const last = (): Record<string, unknown>[] => {
    const [file = ''] = readdirSync(logs).sort(
      (a, b) => statSync(join(logs, b)).ctimeMs - statSync(join(logs, a)).ctimeMs,
    );
    const lines = readFileSync(join(logs, file), 'utf8')
      .trimEnd()
      .split('\n')
      .map((line): Record<string, unknown> => JSON.parse(line));
    return lines.slice(lines.findLastIndex(({ event }) => event === 'began'));
  };

  await t.test(
    'T-S6 who, when, with which words, what it said and how it ended; passwords are stars',
    async () => {
      const { status, out, lines } = await run([
        'user-add',
        'ada@example.org',
        'Ada',
        'L',
        '--password',
        PASSWORD,
      ]);
      assert.equal(status, 0);
      assert.deepEqual(lines, [['user-add', 'ada@example.org', 'Ada', 'L', '--password', '***']]);
      const [file = ''] = readdirSync(logs);
      assert.match(file, new RegExp(`^\\d{12}_user-add_${process.pid}\\.log$`));
      assert.equal(statSync(join(logs, file)).mode & 0o777, 0o600);
      const [began, ...rest] = last();
      const { time, ...said } = began!;
      assert.ok(!Number.isNaN(Date.parse(String(time))));
      assert.deepEqual(said, {
        event: 'began',
        command: 'user-add',
        words: ['user-add', 'ada@example.org', 'Ada', 'L', '--password', '***'],
        user: said['user'],
        pid: process.pid,
      });
      assert.ok(typeof said['user'] === 'string' && said['user'] !== '');
      assert.ok(
        rest.some((line) => line['out'] === out.split('\n')[0]),
        'its answer',
      );
      const ended = rest.at(-1)!;
      assert.deepEqual([ended['event'], ended['exitCode']], ['ended', 0]);
      assert.ok(!readFileSync(join(logs, file), 'utf8').includes(PASSWORD));
    },
  );

  await t.test('T-S6 a secret that is shown, once, is not in the log', async () => {
    const { out } = await run([
      'user-modify',
      'ada@example.org',
      '--verify',
      '--renew-password',
      '--renew-token',
    ]);
    const secrets = [...out.matchAll(/new (?:password|token): (\S+)/g)].map(([, secret = '']) => secret);
    assert.equal(secrets.length, 2);
    const kept = JSON.stringify(last());
    for (const secret of secrets) assert.ok(!kept.includes(secret));
    assert.ok(kept.includes("User's new password: ***"));
  });

  await t.test('T-S8 a failure is kept with its exit code, and no name can forge a line', async () => {
    const forged = 'x\n{"event":"ended","exitCode":0}';
    const { status } = await run(['user-show-not', forged]);
    assert.equal(status, 2, 'what is no command is not run');
    assert.equal((await run(['user-modify', forged, '--verify'])).status, 1);
    const lines = last();
    assert.deepEqual(
      lines.filter(({ event }) => event === 'ended').map(({ exitCode }) => exitCode),
      [1],
    );
    assert.equal((lines[0]!['words'] as string[])[1], forged);
  });

  await t.test('commands that only look leave none, as the operator says', async () => {
    const before = readdirSync(logs).length;
    await run(['user-list']);
    await run(['user-show', 'ada@example.org']);
    await run(['quota'], { LOGGER_EXCLUDE_COMMANDS: '.*' });
    assert.equal(readdirSync(logs).length, before);
  });

  await t.test('the oldest go, and a log that cannot be written is one warning', async () => {
    writeFileSync(join(logs, '000101000000_old_1.log'), '');
    await run(['quota'], { COMMAND_LOGS_KEPT: '1' });
    assert.deepEqual(
      readdirSync(logs).map((name) => name.split('_')[1]),
      ['quota'],
    );
    rmSync(logs, { recursive: true });
    writeFileSync(logs, 'in the way');
    const { status, err } = await run(['quota']);
    assert.equal(status, 0);
    assert.match(err, /^The log of this command cannot be written: .*\n$/);
  });
});
