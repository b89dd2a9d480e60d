import type { Activity } from '#contract/compute';
import { say } from '#text/activity';
import { failureOf } from '../../text/failures.ts';
import type { Kind } from '../../text/machine-words.ts';

const ACTIONS: Readonly<Record<string, string>> = {
  BUILD: say.built,
  START: say.start,
  STOP: say.stop,
  REBOOT: say.reboot,
  DESTROY: say.destroy,
  RESIZE: say.resize,
  SUSPEND: say.suspend,
  RESUME: say.resume,
  RESCUE: say.rescue,
  UNRESCUE: say.unrescue,
  CONNECT: say.connect,
  DISCONNECT: say.disconnect,
  ATTACH_VOLUME: say.attachVolume,
  DETACH_VOLUME: say.detachVolume,
};

/** What was asked; one that has no word here stands as the API writes it. */
export function actionWord({ action }: Pick<Activity, 'action'>): string {
  return Object.hasOwn(ACTIONS, action) ? (ACTIONS[action] ?? action) : action;
}

/** How it ended. */
export function resultOf({ result }: Pick<Activity, 'result'>): { kind: Kind; word: string } {
  if (result === 'failed') return { kind: 'bad', word: say.failed };
  return result === 'open' ? { kind: 'busy', word: say.running } : { kind: 'ok', word: say.done };
}

/** Why it failed, by the code of the failure; empty when it did not. */
export function reasonOf(activity: Pick<Activity, 'result' | 'SNF:code' | 'created'>): string {
  if (activity.result !== 'failed') return '';
  const code = activity['SNF:code'];
  if (code === '') return say.noReason;
  if (code === 'job_failed') return say.jobFailed;
  const { created } = activity;
  return say.reason(
    failureOf([
      { level: 'ERROR', 'SNF:code': code, created, source: '', message: say.noReason, details: null },
    ]),
  );
}

/** Who asked: "You", an e-mail that is known, or the uuid. */
export function personWord(
  { user_id }: Pick<Activity, 'user_id'>,
  me: string | undefined,
  emails: Readonly<Record<string, string>>,
): string {
  if (user_id === null) return say.somebody;
  return user_id === me ? say.you : (emails[user_id] ?? user_id);
}
