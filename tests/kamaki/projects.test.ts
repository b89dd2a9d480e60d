import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { startCloud } from '#kit/cloud';
import { InProcessUser } from './in-process-user.ts';
import { newFolder } from './running-cloud.ts';

test('projects by kamaki: applied for, decided, joined, left and ended', async (t) => {
  const cloud = await startCloud(t, { roles: ['gateway', 'identity'] });
  const kamakiOf = async (token: string, ends: TestContext = t): Promise<InProcessUser> => {
    const user = new InProcessUser(await newFolder(ends));
    await user.does(`config set cloud.default.url ${cloud.url}`);
    await user.does(['config', 'set', 'cloud.default.token'], `${token}\n`);
    return user;
  };
  const json = async <T>(user: InProcessUser, line: string): Promise<T> =>
    JSON.parse(await user.does(`${line} --json`)) as T;
  const ann = await cloud.user();
  const bob = await cloud.user();
  const [owner, member, admin] = [
    await kamakiOf(ann.token),
    await kamakiOf(bob.token),
    await kamakiOf((await cloud.admin()).token),
  ];
  type Applied = { id: string; application: number };

  await writeFile(
    join(owner.folder, 'application.json'),
    '{"name": "file.example.org", "description": "of a file"}',
  );
  const words = '--end-date 2036-05-01T00:00:00Z --resource cyclades.vm=2,20 --leave-policy moderated';
  const applied = await json<Applied>(
    owner,
    `project create --spec-file ${join(owner.folder, 'application.json')} --name options.example.org ${words}`,
  );
  const { id } = applied;
  await admin.does(`project approve ${id} --app-id ${applied.application} --reason fine`);
  const project = await json<Record<string, unknown>>(owner, `project info ${id}`);
  assert.deepEqual(
    [project['name'], project['description'], project['state']],
    ['options.example.org', 'of a file', 'active'],
  );
  assert.deepEqual((project['resources'] as Record<string, unknown>)['cyclades.vm'], {
    member_capacity: 2,
    project_capacity: 20,
  });
  assert.match(
    await member.does('project list --mode active --with-name options.example.org'),
    new RegExp(id),
  );

  const asked = await member.run(`project join ${id}`);
  assert.match(asked.stderr, /waits for the owner/);
  const membership = asked.stdout.trim();
  await owner.does(`membership accept ${membership}`);
  assert.equal((await json<{ state: string }>(member, `membership info ${membership}`)).state, 'accepted');
  await member.does(`membership leave ${membership}`);
  const [listed] = await json<{ state: string }[]>(owner, `membership list --project-id ${id}`);
  assert.equal(listed?.state, 'leave_requested');
  await owner.does(`membership remove ${membership}`);
  assert.equal((await owner.does(`project enroll ${id} --email ${bob.email}`)).trim(), membership);

  const change = await json<Applied>(owner, `project modify ${id} --description changed --private`);
  await owner.does(`project cancel ${id} --app-id ${change.application}`);
  for (const action of ['suspend', 'unsuspend', 'terminate', 'reinstate'])
    await admin.does(`project ${action} ${id}`);

  for (const line of [
    'project create --name only.example.org',
    `project modify ${id}`,
    `project modify ${id} --private --public`,
    `project approve ${id}`,
    `project enroll ${id}`,
    'membership accept one',
    'project create --name x.example.org --end-date 2036-05-01 --resource cyclades.vm=5,1',
  ])
    assert.equal((await owner.run(line)).code, 2, line);
  const refused = await owner.run(`project terminate ${id}`);
  assert.deepEqual([refused.code, /permissions/.test(refused.stderr)], [1, true]);
});
