import { say } from '#text/projects';
import type { Problems } from '../../../parts/form/use-form.ts';
import { date } from '../../../text/format.ts';
import { ALL_RESOURCES } from '../../../text/all-resources.ts';
import { amountOf, NOTHING, type ProjectWishes, timeOf, unitOf } from './wishes.ts';
import { wantedOf } from './wanted.ts';

const NAME_LENGTH = 80;
const TEXT_LENGTH = 4096;
/** At least two labels with dots between them, the last one of letters: as a domain has them. */
const NAME = /^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/i;

/** What stands in the way, by field, said before anything is sent. */
export function problemsOf(
  wishes: ProjectWishes,
  today: number,
  now: ProjectWishes = NOTHING,
): Problems<ProjectWishes> {
  const { name, description, homepage, start, end, members, comments } = wishes;
  const isNew = now === NOTHING;
  const found: Problems<ProjectWishes> = {};
  if (name.trim() === '') found.name = say.giveName;
  else if (name !== now.name && !NAME.test(name.trim())) found.name = say.nameForm;
  else if (name.length > NAME_LENGTH) found.name = say.tooLong({ most: NAME_LENGTH, length: name.length });
  if (isNew && description.trim() === '') found.description = say.givePurpose;
  for (const field of ['description', 'comments'] as const)
    if (wishes[field].length > TEXT_LENGTH)
      found[field] = say.tooLong({ most: TEXT_LENGTH, length: wishes[field].length });
  if (homepage.trim() !== '' && !/^https?:\/\/\S+$/.test(homepage.trim())) found.homepage = say.noAddress;
  Object.assign(found, limitProblems(wishes));
  if (isNew && !ALL_RESOURCES.some(({ name: of }) => isAsked(wishes, of))) found.limits = say.askForSomething;
  if (end === '') found.end = say.giveEnd;
  else if (end !== now.end && Date.parse(timeOf(end, 'end')) <= today)
    found.end = say.endIsOver({ day: date(today) });
  else if (start !== '' && start >= end) found.end = say.endBeforeStart;
  if (members.trim() !== '' && amountOf(members, 1) === undefined) found.members = say.wholeNumber;
  if (!isNew && comments.trim() === '') found.comments = say.giveReason;
  if (!isNew && Object.keys(wantedOf({ ...wishes, comments: '' }, now)).length === 0)
    found.name = say.nothingChanged;
  return found;
}

function isAsked({ limits }: ProjectWishes, resource: string): boolean {
  return (limits[resource]?.project ?? '') !== '';
}

function limitProblems({ limits }: ProjectWishes): Problems<ProjectWishes> {
  const found: Problems<ProjectWishes> = {};
  for (const { name } of ALL_RESOURCES) {
    const { project = '', member = '' } = limits[name] ?? {};
    const [all, each] = [amountOf(project, unitOf(name)), amountOf(member, unitOf(name))];
    if (all === undefined || each === undefined)
      found[`limits.${name}`] = unitOf(name) > 1 ? say.noAmount : say.wholeNumber;
    else if (project !== '' && member === '') found[`limits.${name}`] = say.giveMemberLimit;
    else if (each > all) found[`limits.${name}`] = say.memberOverProject;
  }
  return found;
}
