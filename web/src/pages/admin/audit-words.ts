import type { AuditAction } from '#contract/audit-words';
import { say } from '#text/audit';
import type { Entry } from '../../api/audit.ts';

/** What was done; an action of a later release keeps its own name. */
export function actionWord(action: string): string {
  return say.actions[action as AuditAction] ?? action;
}

export function actorOf({ actor }: Entry): string {
  return actor.kind === 'nobody' ? say.somebody : actor.name;
}

export function objectOf({ object }: Entry): string {
  return object.name ?? object.id ?? '–';
}
