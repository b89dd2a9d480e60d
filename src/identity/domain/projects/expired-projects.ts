import type { ProjectView } from '../../store/projects/projects.ts';
import { isRefusal } from '../../errors.ts';
import type { Acting, Identity } from '../identity.ts';
import { aliveStates } from '../states.ts';
import type { Actor } from './actor.ts';
import { changeProjectState } from './change-project-state.ts';

/** Shared projects that run or stand still after their end. */
export function expiredProjects({ store, clock }: Identity): Promise<ProjectView[]> {
  return store.projects.views({ states: aliveStates, shared: true, endedBefore: clock.now() });
}

/** Ends them, each in a transaction of its own; answers how many. What somebody else changed meanwhile is left. */
export async function terminateExpired(identity: Acting, actor: Actor): Promise<number> {
  let ended = 0;
  for (const { uuid: project } of await expiredProjects(identity)) {
    try {
      await changeProjectState(identity, actor, { project, action: 'terminate', reason: 'its time is over' });
      ended += 1;
    } catch (thrown) {
      if (!isRefusal(thrown, 'project_not_alive')) throw thrown;
    }
  }
  return ended;
}
