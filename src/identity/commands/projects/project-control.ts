import { usageError } from '#platform/commands/command-error';
import { flag, text } from '#platform/commands/options';
import { applicationActions, projectActions } from '#contract/project-words';
import { operator } from '../../domain/projects/actor.ts';
import { changeProjectState } from '../../domain/projects/change-project-state.ts';
import { actOnApplication } from '../../domain/projects/decide-application.ts';
import { expiredProjects, terminateExpired } from '../../domain/projects/expired-projects.ts';
import { projectStatus } from '../../domain/projects/project-status.ts';
import { defineCommand } from '../command.ts';

export const projectControl = defineCommand({
  name: 'project-control',
  summary: 'Decide an application, stop or end a project, or end those whose time is over',
  options: {
    approve: text('--approve <application>', 'approve the application of this number'),
    deny: text('--deny <application>', 'deny the application of this number'),
    reopen: text('--reopen <application>', 'take back the decision about the application of this number'),
    suspend: text('--suspend <project>', 'suspend a project: uuid or number'),
    unsuspend: text('--unsuspend <project>', 'let a suspended project go on'),
    terminate: text('--terminate <project>', 'end a project: nothing can be charged to it any more'),
    reinstate: text('--reinstate <project>', 'bring back a project that has ended'),
    checkExpired: flag('--check-expired', 'list the projects whose time is over'),
    terminateExpired: flag('--terminate-expired', 'end the projects whose time is over'),
    message: text('-m, --message <text>', 'why; it is kept, and mailed with a denial'),
  },
  async run({ service, options, out }) {
    const { checkExpired, terminateExpired: endsExpired, message: reason = '' } = options;
    const decisions = applicationActions.flatMap((action) =>
      action === 'approve' || action === 'deny' || action === 'reopen'
        ? [[action, options[action]] as const]
        : [],
    );
    const steps = projectActions.map((action) => [action, options[action]] as const);
    const asked = [...decisions, ...steps].filter(([, word]) => word !== undefined);
    if (asked.length + Number(checkExpired) + Number(endsExpired) !== 1)
      throw usageError('Specify exactly one operation.');
    for (const [action, word] of decisions)
      if (word !== undefined)
        await actOnApplication(service, operator, { application: numberOf(word), action, reason });
    for (const [action, project] of steps)
      if (project !== undefined) await changeProjectState(service, operator, { project, action, reason });
    if (checkExpired) {
      const expired = await expiredProjects(service);
      if (expired.length === 0) return out.note('No expired projects.');
      out.table(
        ['Project', 'Name', 'Status', 'Expiration date'],
        expired.map(({ uuid, realname, state, endAt }) => [
          uuid,
          realname,
          projectStatus(state, null),
          endAt,
        ]),
        'Expired projects',
      );
    }
    if (endsExpired) {
      const ended = await terminateExpired(service, operator);
      out.note(ended === 0 ? 'No expired projects.' : `${ended} projects have been terminated.`);
    }
  },
});

function numberOf(word: string): bigint {
  if (!/^\d{1,18}$/.test(word)) throw usageError(`'${word}' is not the number of an application.`);
  return BigInt(word);
}
