import assert from 'node:assert/strict';
import { test } from 'node:test';
import { membershipActions, projectActions } from '#contract/project-words';
import { operator } from '#identity/domain/projects/actor';
import { allowedActions } from '#identity/domain/projects/membership-rules';
import { changeAccount } from '#identity/domain/accounts/change-account';
import { seededRandom } from '#platform/faults';
import type { TestUser } from '../identity-kit.ts';
import { agree } from './agree.ts';
import { startProjects, type TestProjects } from './kit.ts';

const STEPS = 600;
const RESOURCES = ['cyclades.vm', 'cyclades.ram', 'pithos.diskspace'];
const POLICIES = ['auto', 'auto', 'moderated', 'closed'];
/** How many people act at once. */
const PEOPLE = 4;

test('whatever several people do to projects, in whatever order and at once, limits are what states and members say', async (t) => {
  const seed = Number(process.env['FAULT_SEED'] ?? '1010');
  t.diagnostic(`FAULT_SEED=${seed}`);
  const cloud = await startProjects(t);
  const people = [cloud.admin];
  for (let at = 0; at < PEOPLE; at += 1) people.push(await cloud.user(`person-${at}@example.org`));
  const open = {
    join_policy: 'auto',
    resources: { 'cyclades.vm': { member_capacity: 2, project_capacity: 4 } },
  };
  for (const owner of people) await cloud.project(owner, open);
  const tally = new Map<string, number>();
  const note = (status: number) => tally.set(String(status), (tally.get(String(status)) ?? 0) + 1);
  for (let round = 0; round < STEPS / 40; round += 1) {
    await Promise.all(
      people.map(async (person, at) => {
        const random = seededRandom(seed + round * 100 + at);
        for (let step = 0; step < 40 / people.length; step += 1)
          note(await act(cloud, people, person, random));
      }),
    );
    await agree(cloud);
  }
  t.diagnostic(JSON.stringify(Object.fromEntries(tally)));
  assert.deepEqual(
    [...tally.keys()].filter((status) => Number(status) >= 500),
    [],
  );
  assert.ok((tally.get('200') ?? 0) > STEPS / 8, JSON.stringify([...tally]));
});

/** One random step of somebody; its status. */
async function act(
  cloud: TestProjects,
  people: readonly TestUser[],
  person: TestUser,
  random: () => number,
): Promise<number> {
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!;
  const number = (limit: number): number => Math.floor(random() * limit);
  const { admin, service } = cloud;
  const { store } = service;
  const project = pick(await store.projects.views({ shared: true }));
  const wanted = () => {
    const member = number(5);
    return {
      name: `p${number(6)}.example.org`,
      join_policy: pick(POLICIES),
      leave_policy: pick(POLICIES),
      max_members: number(4) + 1,
      private: random() < 0.2,
      resources: { [pick(RESOURCES)]: { member_capacity: member, project_capacity: member + number(5) } },
    };
  };
  const chance = random();
  if (project === undefined || chance < 0.12) return (await cloud.apply(person, wanted())).status;
  if (chance < 0.2)
    return (
      await cloud.call('PUT', `/astakos/account/v1.0/projects/${project.uuid}`, {
        token: person.token,
        body: wanted(),
      })
    ).status;
  if (chance < 0.4) {
    // mostly what waits; now and then an old one
    const application = pick(await store.applications.pending()) ?? { id: 1n, projectId: project.id };
    const of = random() < 0.8 ? (await store.projects.byId(application.projectId))! : project;
    const by = random() < 0.8 ? admin : person;
    const action = pick(['approve', 'approve', 'approve', 'deny', 'cancel', 'dismiss']);
    return (await cloud.act(by, of.uuid, { [action]: { app_id: Number(application.id) } })).status;
  }
  if (chance < 0.5) return (await cloud.act(admin, project.uuid, { [pick(projectActions)]: {} })).status;
  if (chance < 0.65) return (await cloud.enter(person, { join: { project: project.uuid } })).status;
  if (chance < 0.72)
    return (await cloud.enter(admin, { enroll: { project: project.uuid, user: pick(people).email } })).status;
  if (chance < 0.95) {
    const membership = pick(await store.memberships.views({ projectIds: [project.id] }));
    if (membership === undefined) return 0;
    const possible = allowedActions(membership, operator);
    const action = random() < 0.8 && possible.length > 0 ? pick(possible) : pick(membershipActions);
    const by = random() < 0.7 ? admin : person;
    return (await cloud.step(by, Number(membership.id), action)).status;
  }
  const victim = pick(people.slice(1));
  try {
    await changeAccount(
      cloud.service,
      victim.uuid,
      random() < 0.3 ? { deactivate: { reason: null } } : { activate: true },
    );
    return 200;
  } catch (error) {
    return (error as { status?: number }).status ?? 500;
  }
}
