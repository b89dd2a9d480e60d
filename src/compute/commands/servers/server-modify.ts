import { usageError } from '#platform/commands/command-error';
import { argument, bool, choice, flag, hidden, text, uuid, withDefault } from '#platform/commands/options';
import type { ServiceRun } from '#platform/commands/service-run';
import { type Caller, type Compute, operator } from '../../domain/compute.ts';
import { renameServer } from '../../domain/servers/actions.ts';
import { beginAction, type WantedAction } from '../../domain/servers/begin.ts';
import { changeOwner } from '../../domain/servers/change-owner.ts';
import { rescueServer } from '../../domain/servers/rescue.ts';
import { resizeServer } from '../../domain/servers/resize.ts';
import { setSuspended } from '../../domain/servers/suspend.ts';
import type { TagNamespace } from '../../domain/servers/tag-words.ts';
import { addTag, removeTag, removeTags, replaceTags } from '../../domain/servers/tags.ts';
import { defineCommand } from '../command.ts';
import { givenId, wordsOf } from '../options.ts';
import { serverOf } from './named-server.ts';
import { showServer } from './show-server.ts';
import { newestChange, waitForChanges } from './wait.ts';

const ACTIONS: Record<string, WantedAction | 'rescue'> = {
  start: { action: 'START' },
  stop: { action: 'STOP' },
  reboot_hard: { action: 'REBOOT', body: { hard: true } },
  reboot_soft: { action: 'REBOOT', body: { hard: false } },
  rescue: 'rescue',
  unrescue: { action: 'UNRESCUE' },
};

const options = {
  name: text('--name <name>', 'another name'),
  suspended: bool('--suspended <bool>', 'whether its users may do nothing with it'),
  setSuspended: hidden(flag('--set-suspended', 'the same as --suspended True')),
  setUnsuspended: hidden(flag('--set-unsuspended', 'the same as --suspended False')),
  user: uuid(
    '--user <uuid>',
    'another owner, whose own project pays then; its disks, ports and addresses go along',
  ),
  owner: hidden(uuid('--owner <uuid>', 'the same')),
  flavor: text('--flavor <id>', 'another size, with the disk that it has; it must be stopped'),
  action: choice('--action <action>', 'what is done with it', Object.keys(ACTIONS)),
  namespace: withDefault(
    choice('--tag-namespace <namespace>', 'whose tags are meant', ['user', 'system']),
    'user',
  ),
  addTag: text('--tag-add <tag>', 'a tag to add'),
  removeTag: text('--tag-delete <tag>', 'a tag to take away'),
  removeTags: flag('--tag-delete-all', 'take all tags away'),
  replaceTags: text('--tag-replace-all <tag,...>', 'the tags that it shall have'),
  wait: withDefault(bool('--wait <bool>', 'wait until what its back end does has ended'), true),
};

type Given = Parameters<Parameters<typeof defineCommand<[], typeof options>>[0]['run']>[0]['options'];

export const serverModify = defineCommand({
  name: 'server-modify',
  summary: 'Change a server; what is named is done in the order of the options here, each by itself',
  args: [argument('<server>', 'number, or name in the back end')],
  options,
  async run({ args: [word], options: given, ...run }) {
    const { service, out } = run;
    const { id, project } = await serverOf(service, word);
    const steps = stepsOf(service, id, { ...operator, projects: [project] }, given);
    if (steps.length === 0) throw usageError('Say what to change.');
    for (const { what, work, job } of steps) {
      const before = await newestChange(service, id);
      await work();
      if (job && given.wait) await waitForChanges(run as ServiceRun<Compute>, id, before);
      out.note(`Server ${id}: ${what}`);
    }
    await showServer(run, id);
  },
});

interface Step {
  what: string;
  work(): Promise<unknown>;
  /** Its back end has work with it. */
  job: boolean;
}

function stepsOf(service: Compute, id: number, caller: Caller, given: Given): Step[] {
  const steps: Step[] = [];
  const step = (what: string, job: boolean, work: () => Promise<unknown>): void =>
    void steps.push({ what, work, job });
  const { name, user = given.owner } = given;
  const suspended = given.suspended ?? (given.setSuspended ? true : given.setUnsuspended ? false : undefined);
  const flavor = givenId(given.flavor, 'Flavor');
  const namespace: TagNamespace = given.namespace;
  if (name !== undefined) step('renamed', false, () => renameServer(service, caller, id, name));
  if (suspended !== undefined)
    step(suspended ? 'suspended' : 'not suspended', false, () => setSuspended(service, id, suspended));
  if (user !== undefined) step(`given to ${user}`, false, () => changeOwner(service, id, user));
  if (flavor !== undefined) step('resized', true, () => resizeServer(service, caller, id, flavor));
  const action = given.action === undefined ? undefined : ACTIONS[given.action];
  if (action === 'rescue') step('rescue', true, () => rescueServer(service, caller, id, undefined));
  else if (action !== undefined) step(given.action!, true, () => beginAction(service, caller, id, action));
  const { addTag: added, removeTag: removed, replaceTags: replaced } = given;
  if (added !== undefined) step('tag added', true, () => addTag(service, caller, id, added, namespace));
  if (removed !== undefined)
    step('tag removed', true, () => removeTag(service, caller, id, removed, namespace));
  if (given.removeTags) step('tags removed', true, () => removeTags(service, caller, id, namespace));
  if (replaced !== undefined)
    step('tags replaced', true, () => replaceTags(service, caller, id, wordsOf(replaced), namespace));
  return steps;
}
