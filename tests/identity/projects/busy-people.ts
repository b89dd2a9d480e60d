import { randomUUID } from 'node:crypto';
import { setImmediate as yieldTurn } from 'node:timers/promises';
import type { Pool } from 'pg';
import { provisionPair } from '#contract/component-client';
import { membershipActions, projectActions } from '#contract/project-words';
import type { Acting } from '#identity/domain/identity';
import { operator } from '#identity/domain/projects/actor';
import { applyForChange, applyForProject } from '#identity/domain/projects/apply';
import { changeProjectState } from '#identity/domain/projects/change-project-state';
import { actOnApplication } from '#identity/domain/projects/decide-application';
import { actOnMembership, enrollMember, joinProject } from '#identity/domain/projects/memberships';
import { issueCommission } from '#identity/domain/quota/issue-commission';
import { resolveCommissions } from '#identity/domain/quota/resolve-commissions';
import { policy } from '#identity/domain/states';
import type { Component } from '#identity/store/catalog/catalog';
import { DatabaseUnavailable } from '#platform/database/failure';
import { ServiceError } from '#platform/errors';
import type { KillPoint } from '#platform/faults';

const VM = 'cyclades.vm';

export interface Person {
  id: bigint;
  uuid: string;
  email: string;
}

/** What people work on: the domain, and the rows of a service that charges for them. */
export interface Workplace {
  service: Acting;
  component: Component;
  own: Pool;
  killPoint: KillPoint;
  people: readonly Person[];
}

/** Charges or gives back machines in a project, keeps the serial with what it stands for, and accepts or rejects. */
async function charge(
  { service, component, own, killPoint }: Workplace,
  person: Person,
  random: () => number,
): Promise<void> {
  const shared = await service.store.projects.views({ shared: true });
  const one = shared[Math.floor(random() * shared.length)];
  const project = one === undefined || random() < 0.5 ? person.uuid : one.uuid;
  const quantity = random() < 0.4 ? -1n : 1n;
  const serial = await issueCommission(service, component, {
    name: 'machine',
    provisions: provisionPair({ user: person.uuid, project, resource: VM, quantity }),
    force: false,
    autoAccept: false,
    idempotencyKey: randomUUID(),
    body: '',
  });
  killPoint('client.issued');
  const keep = random() < 0.8;
  if (keep)
    await own.query('insert into client_effects values ($1, $2, $3, $4)', [
      serial,
      person.uuid,
      project,
      quantity,
    ]);
  killPoint('client.recorded');
  await resolveCommissions(
    service,
    component,
    keep ? { accept: [serial], reject: [] } : { accept: [], reject: [serial] },
  );
}

async function changeProjects(
  { service, people }: Workplace,
  person: Person,
  random: () => number,
): Promise<void> {
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!;
  const actor = { id: person.id, isProjectAdmin: random() < 0.5 };
  const project = pick(await service.store.projects.views({ shared: true }))?.uuid;
  const member = BigInt(Math.floor(random() * 5));
  const wanted = {
    maxMembers: BigInt(Math.floor(random() * 4) + 1),
    joinPolicy: pick([policy.auto, policy.auto, policy.moderated]),
    resources: { [VM]: { memberCapacity: member, projectCapacity: member + 3n } },
  };
  const chance = random();
  if (project === undefined || chance < 0.1) {
    const name = `p${Math.floor(random() * 6)}.example.org`;
    await applyForProject(service, actor, { ...wanted, name, endAt: new Date(Date.now() + 1e10) });
  } else if (chance < 0.2) await applyForChange(service, actor, project, wanted);
  else if (chance < 0.45) {
    const application = pick(await service.store.applications.pending());
    const action = pick(['approve', 'approve', 'approve', 'deny', 'cancel'] as const);
    if (application !== undefined)
      await actOnApplication(service, operator, { application: application.id, action, reason: '' });
  } else if (chance < 0.55)
    await changeProjectState(service, operator, { project, action: pick(projectActions), reason: '' });
  else if (chance < 0.75) await joinProject(service, actor, project);
  else if (chance < 0.85) await enrollMember(service, operator, { project, email: pick(people).email });
  else {
    const { store } = service;
    const of = await store.projects.byUuid(project);
    const membership = of && pick(await store.memberships.views({ projectIds: [of.id] }));
    if (membership !== undefined)
      await actOnMembership(service, operator, {
        ...{ id: membership.id, reason: '' },
        action: pick(membershipActions),
      });
  }
}

/** Goes on until it is told to stop; what is refused, or finds no connection on a machine that is busy, is as good as done. */
export async function work(
  place: Workplace,
  person: Person,
  { random, stopped }: { random: () => number; stopped: () => boolean },
): Promise<void> {
  while (!stopped()) {
    await yieldTurn();
    try {
      await (random() < 0.6 ? charge(place, person, random) : changeProjects(place, person, random));
    } catch (thrown) {
      const isRefused = thrown instanceof ServiceError && thrown.status < 500;
      if (!isRefused && !(thrown instanceof DatabaseUnavailable)) throw thrown;
    }
  }
}
