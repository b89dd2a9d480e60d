import { membershipActions } from '#contract/project-words';
import { usageError } from '#platform/commands/command-error';
import { argument, text } from '#platform/commands/options';
import { type Command, defineCommand } from '../cli/command.ts';

const membership = argument('<membership>', 'number of the membership');

export const membershipList = defineCommand({
  name: 'membership list',
  summary: 'List your memberships, and those of projects that you own',
  options: { project: text('--project-id <uuid>', 'only those of this project') },
  run: async ({ options, cloud, out }) =>
    out.items(await (await cloud().projects()).memberships(options.project)),
});

export const membershipInfo = defineCommand({
  name: 'membership info',
  summary: 'Show a membership',
  args: [membership],
  run: async ({ args: [id], cloud, out }) =>
    out.record(await (await cloud().projects()).membership(numberOf(id))),
});

const SUMMARIES = {
  leave: 'Leave a project',
  cancel: 'Take back your request to join a project',
  accept: 'Accept somebody into a project of yours',
  reject: 'Refuse somebody who asks to join a project of yours',
  remove: 'Remove a member from a project of yours',
};

export const membershipActionCommands: readonly Command[] = membershipActions.map((action) =>
  defineCommand({
    name: `membership ${action}`,
    summary: SUMMARIES[action],
    args: [membership],
    options: { reason: text('--reason <text>', 'why') },
    run: async ({ args: [id], options, cloud }) =>
      (await cloud().projects()).actOnMembership(numberOf(id), action, options.reason),
  }),
);

function numberOf(word: string): bigint {
  if (!/^\d{1,18}$/.test(word))
    throw usageError(`'${word}' is not the number of a membership (kamaki membership list).`);
  return BigInt(word);
}
