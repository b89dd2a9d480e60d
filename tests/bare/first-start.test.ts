import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test, type TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Person, pristineClone, type PristineClone, type StartedClone } from './pristine-clone.ts';
import { freePort } from '#kit/free-port';
import { placeSampleImage } from '#kit/sample-image';

const me: Person = { uid: process.getuid!(), gid: process.getgid!() };
/** An account that every Debian has and that owns nothing. */
const nobody: Person = { uid: 65_534, gid: 65_534 };

const people =
  me.uid === 0
    ? ([
        ['root', me],
        ['an ordinary user', nobody],
      ] as const)
    : ([['an ordinary user', me]] as const);

/**
 * The clone in which npm has installed. It does so as an ordinary user; root's clone gets a copy, since a third of what these
 * tests cost is npm writing the same forty thousand files, and a bare machine of CI has just seen it install as root.
 */
const installed = Promise.withResolvers<PristineClone>();

describe('on a pristine clone, the first command of the README', { concurrency: people.length }, () => {
  for (const [who, person] of people)
    test(`brings up a cloud as ${who}: ready, log in, upload, stop`, (t) => firstStart(t, person));
});

async function firstStart(t: TestContext, person: Person): Promise<void> {
  const clone = pristineClone(t, person);
  const port = await freePort();
  const base = `http://127.0.0.1:${port}`;
  // Started by root, the cloud builds it as an account like any other, which the other start shows.
  if (person.uid === 0) await placeSampleImage(join(clone.path, 'data'));
  if (person.uid === 0) await clone.takePackages(await installed.promise);
  const first = clone.start(['--port', String(port)]);
  if (person.uid !== 0) installed.resolve(whenInstalled(clone, first));
  let early = 0;
  const look = async (): Promise<void> => {
    if ((await isReady(base)) && !hasAccount(clone)) early += 1;
  };
  const watch = setInterval(() => void look(), 50);
  await first.ready.finally(() => clearInterval(watch));
  assert.equal(early, 0, '/readyz said ready before there was an account');
  assert.equal(await isReady(base), true);
  assert.doesNotMatch(first.said(), /\n {4}at /);
  await uploadSomething(clone, base);
  leavesTheProgramAlone(clone, person);
  assert.equal(await first.stop(), 0, first.said());

  // a package that cannot be read is one sentence with what to do
  rmSync(join(clone.path, 'node_modules', 'pino', 'package.json'));
  const again = clone.start(['--port', String(port)]);
  assert.notEqual(await again.ended, 0);
  assert.match(
    again.said(),
    /^synnefo: The package pino is missing, unreadable or broken: remove the folder/m,
  );
  assert.doesNotMatch(again.said(), /\n {4}at /);
}

/** Waits for the mark that the installation leaves at its end. */
async function whenInstalled(clone: PristineClone, { ended, said }: StartedClone): Promise<PristineClone> {
  const hasEnded = ended.then(() => true);
  while (!clone.hasPackages())
    if (await Promise.race([hasEnded, sleep(200, false)])) throw new Error(`not installed:\n${said()}`);
  return clone;
}

/** With what the printed account file says, as a client would. */
async function uploadSomething({ path }: PristineClone, base: string): Promise<void> {
  const account = JSON.parse(readFileSync(join(path, 'data', 'admin.json'), 'utf8')) as Record<
    string,
    string
  >;
  const session = await fetch(`${base}/astakos/ui/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-requested-with': 'synnefo', origin: base },
    body: JSON.stringify({ email: account['email'], password: account['password'] }),
  });
  assert.equal(session.status, 200, await session.clone().text());
  const headers = { 'x-auth-token': account['token'] ?? '' };
  const box = `${base}/pithos/object-store/v1/${account['uuid']}/first`;
  assert.equal((await fetch(box, { method: 'PUT', headers })).status, 201);
  assert.equal((await fetch(`${box}/file`, { method: 'PUT', headers, body: 'first words' })).status, 201);
  assert.equal(await (await fetch(`${box}/file`, { headers })).text(), 'first words');
}

/** Whoever the cloud runs as owns nothing outside its data directory, and wrote nothing to the packages. */
function leavesTheProgramAlone({ path }: PristineClone, owner: Person): void {
  const service = statSync(join(path, 'data')).uid;
  const find = (...args: string[]): string =>
    execFileSync('find', [path, '-path', join(path, 'data'), '-prune', '-o', ...args, '-print'], {
      encoding: 'utf8',
    });
  if (service !== owner.uid) assert.equal(find('-uid', String(service)), '');
  const prepared = join(path, 'var', 'console.hash');
  assert.equal(find('-path', join(path, 'node_modules', '*'), '-newer', prepared), '');
}

async function isReady(base: string): Promise<boolean> {
  return fetch(`${base}/readyz`).then(
    ({ status }) => status === 200,
    () => false,
  );
}

function hasAccount({ path }: PristineClone): boolean {
  return statSync(join(path, 'data', 'admin.json'), { throwIfNoEntry: false }) !== undefined;
}
