import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import type { TestContext } from 'node:test';
import { loadSecrets } from '#cloud/secrets';
import { manage } from '#manage/manage';
import { randomIds } from '#platform/ids';
import { startIdentity, type TestIdentity } from '../identity-kit.ts';

export interface Result {
  status: number;
  out: string;
  err: string;
}

export interface TestCommands {
  identity: TestIdentity;
  /** With which the commands find it. */
  environment: Record<string, string>;
  run(...argv: string[]): Promise<Result>;
  /** The same with something on standard input. */
  fed(stdin: string, ...argv: string[]): Promise<Result>;
  /** What a command answers in JSON, after it was seen to say the same in the other two formats. */
  rows(...argv: string[]): Promise<Record<string, string>[]>;
  /** A file with this text, for commands that read one. */
  file(text: string): string;
}

/** `snf-manage` over identity on a database of its own, with settings as environment variables. */
export async function startCommands(
  t: TestContext,
  settings: Record<string, string> = {},
): Promise<TestCommands> {
  const identity = await startIdentity(t);
  const directory = mkdtempSync(join(tmpdir(), 'identity-'));
  t.after(() => rmSync(directory, { recursive: true, force: true }));
  loadSecrets(directory, randomIds);
  const environment = { ...settings, ASTAKOS_DATABASE_URL: identity.url, SYNNEFO_DATA_DIR: directory };
  const fed = async (stdin: string, ...argv: string[]): Promise<Result> => {
    let [out, err] = ['', ''];
    const status = await manage(argv, environment, {
      streams: { out: (text) => (out += text), err: (text) => (err += text) },
      stdin: Readable.from([Buffer.from(stdin)], { objectMode: false }),
    });
    return { status, out, err };
  };
  const run = (...argv: string[]): Promise<Result> => fed('', ...argv);
  const told = async (format: string, argv: readonly string[]): Promise<string> => {
    const { status, out, err } = await run(...argv, '--output-format', format);
    assert.equal(status, 0, err);
    return out;
  };
  let files = 0;
  return {
    identity,
    environment,
    run,
    fed,
    async rows(...argv) {
      const rows = JSON.parse(await told('json', argv)) as Record<string, string>[];
      agree(rows, await told('csv', argv), await told('pretty', argv));
      return rows;
    },
    file(text) {
      const path = join(directory, `file-${(files += 1)}`);
      writeFileSync(path, text);
      return path;
    },
  };
}

/** The three formats of an answer have the same titles and the same cells (spec/identity 6.1). */
function agree(rows: readonly Record<string, unknown>[], csv: string, pretty: string): void {
  const [first = {}] = rows;
  const tables = Object.values(first).filter((value) => Array.isArray(value));
  const records = rows.map((row) =>
    Object.fromEntries(Object.entries(row).filter(([, value]) => !Array.isArray(value))),
  );
  const all = [records, ...(tables as Record<string, string>[][])];
  const lines = all
    .filter((table) => table.length > 0)
    .flatMap((table) => [Object.keys(table[0]!), ...table.map((row) => Object.values(row))]);
  for (const [at, cells] of lines.entries())
    for (const cell of cells) {
      assert.equal(typeof cell, 'string', `a value in JSON is text, not ${String(cell)}`);
      const text = cell as string;
      assert.ok(pretty.includes(text), `pretty has ${text}: ${pretty}`);
      assert.ok(csv.includes(text.replaceAll('"', '""')), `csv has ${text} of line ${at}: ${csv}`);
    }
  assert.ok(csv === '' || csv.endsWith('\r\n'), 'rows of csv end as RFC 4180 says');
}
