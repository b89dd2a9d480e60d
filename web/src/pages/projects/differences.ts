import { say } from '#text/projects';
import type { Policy } from '#contract/project-words';
import type { ApplicationDocument, ConsoleProject } from '#contract/projects';
import { limitOf } from '../../api/quota.ts';
import { count, date } from '../../text/format.ts';
import { capacityWords, JOIN_WORDS, LEAVE_WORDS } from '../../text/project-words.ts';
import { ALL_RESOURCES } from '../../text/all-resources.ts';

/** What an application asks for: one that was sent, or one that is being written. */
export type Asked = Partial<
  Omit<ApplicationDocument, 'id' | 'state' | 'applicant' | 'max_members'> & { max_members: bigint | null }
>;

/** A line of an application: what it is, how it is asked to be, and how it is now. */
export interface Difference {
  id: string;
  word: string;
  asked: string;
  now?: string;
}

/** What is asked for, in our words, beside what a project has now; of a new project nothing is. */
export function differencesOf(asked: Asked, now?: ConsoleProject): Difference[] {
  const found: Difference[] = [];
  const add = <Value>(
    id: string,
    word: string,
    value: Value | null | undefined,
    words: (value: Value) => string,
    present?: Value,
  ) => {
    if (value === null || value === undefined || words(value) === '') return;
    found.push({
      id,
      word,
      asked: words(value),
      ...(present === undefined ? {} : { now: words(present) || say.nothing }),
    });
  };
  const text = (value: string) => value;
  add('name', say.name, asked.name, text, now?.name);
  add('description', say.purposeWord, asked.description, text, now?.description);
  add('homepage', say.homepage, asked.homepage, text, now?.homepage);
  for (const resource of ALL_RESOURCES) {
    const words = ({ project, member }: { project: number; member: number }) =>
      capacityWords(resource, project, member);
    add(
      resource.name,
      resource.label,
      amountsOf(asked.resources?.[resource.name]),
      words,
      amountsOf(now?.resources[resource.name]),
    );
  }
  add('start', say.starts, asked.start_date, date);
  add('end', say.ends, asked.end_date, date, now?.end_date);
  add('members', say.mostMembers, asked.max_members, countOf, now?.max_members);
  add('join', say.joining, asked.join_policy, (policy: Policy) => JOIN_WORDS[policy], now?.join_policy);
  add('leave', say.leaving, asked.leave_policy, (policy: Policy) => LEAVE_WORDS[policy], now?.leave_policy);
  add('private', say.seenBy, asked.private, seenWord, now?.private);
  return found;
}

function amountsOf(capacities: ConsoleProject['resources'][string] | undefined) {
  return (
    capacities && {
      project: limitOf(capacities.project_capacity),
      member: limitOf(capacities.member_capacity),
    }
  );
}

function countOf(value: bigint): string {
  return count(limitOf(value));
}

function seenWord(isPrivate: boolean): string {
  return isPrivate ? say.seenByMembers : say.seenByAll;
}
