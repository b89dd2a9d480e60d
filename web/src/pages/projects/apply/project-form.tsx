import { Checkbox, Select, Textarea, TextInput } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { say } from '#text/projects';
import type { Policy } from '#contract/project-words';
import type { ConsoleProject } from '#contract/projects';
import { useProjectActions } from '../../../live/project-actions.ts';
import { useNow } from '../../../live/use-now.ts';
import { Form } from '../../../parts/form/form.tsx';
import { type Path, useForm } from '../../../parts/form/use-form.ts';
import { usePhone } from '../../../parts/phone.ts';
import { Review } from '../../../parts/steps/review.tsx';
import { Step, useSteps } from '../../../parts/steps/steps.tsx';
import { noteDone } from '../../../parts/undo-note.tsx';
import { date } from '../../../text/format.ts';
import { plainName } from '../../../text/plain-name.ts';
import { JOIN_WORDS, LEAVE_WORDS } from '../../../text/project-words.ts';
import { DifferenceList } from '../difference-list.tsx';
import { differencesOf } from '../differences.ts';
import css from '../projects.module.css';
import { LimitFields } from './limit-fields.tsx';
import { problemsOf } from './problems.ts';
import { wantedOf } from './wanted.ts';
import { asMuchAs, withMore } from './with-more.ts';
import { dayOf, NOTHING, type ProjectWishes, timeOf, wishesOf } from './wishes.ts';

const STEPS = ['purpose', 'limits', 'dates', 'rules'] as const;
type StepName = (typeof STEPS)[number];
/** The fields of each step; what is in none is in the first. */
const FIELDS: Partial<Record<StepName, string[]>> = {
  limits: ['limits'],
  dates: ['start', 'end'],
  rules: ['join', 'leave', 'members', 'isPrivate'],
};
const LABELS: Record<keyof ProjectWishes, string> = {
  name: say.name,
  description: say.purposeWord,
  homepage: say.homepage,
  isPrivate: say.seenBy,
  limits: say.limitsStep,
  start: say.starts,
  end: say.ends,
  join: say.joining,
  leave: say.leaving,
  members: say.mostMembers,
  comments: say.reason,
};

/**
 * An application for a new project, or for a change of one: its steps, and beside them what is asked for. `more` is what somebody
 * lacked, as a refusal said it.
 */
export function ProjectForm({ project, more = '' }: { project?: ConsoleProject; more?: string }) {
  const navigate = useNavigate();
  const { apply } = useProjectActions();
  const phone = usePhone();
  const today = useNow();
  const now = project === undefined ? NOTHING : wishesOf(project);
  const { step, go } = useSteps(STEPS, more === '' ? 'purpose' : 'limits');
  const form = useForm<ProjectWishes>({
    initial: now,
    ...(more === '' ? {} : { draft: project === undefined ? asMuchAs(now, more) : withMore(now, more) }),
    check: (wishes) => problemsOf(wishes, today, now),
    async send(wishes) {
      const id = await apply(wantedOf(wishes, now), project?.id);
      noteDone(say.sent({ project: plainName(wishes.name) }));
      await navigate({ to: '/projects/$id', params: { id } });
    },
    show: (path) => go(stepOf(path)),
  });
  const { values } = form;
  const differences = differencesOf(wantedOf(values, now), project);
  const problemIn = (name: StepName) => form.problems.find(([path]) => stepOf(path) === name)?.[1];
  const state = (name: StepName) => {
    const at = step(name);
    // What is open says it at its fields.
    const problem = at.open ? undefined : problemIn(name);
    return { ...at, ...(problem === undefined ? {} : { problem }) };
  };
  return (
    <Form
      form={form}
      deed={project === undefined ? (phone ? say.askShort : say.askForProject) : say.askForChange}
      labels={LABELS}
      layout={(fields, foot) => (
        <div className="two-columns">
          <div>{fields}</div>
          <Review
            title={say.whatIsAsked}
            brief={{
              fits: form.problems.length === 0,
              word: say.asksFor({ count: differences.length }),
              line: differences.map(({ word }) => word).join(', '),
            }}
            foot={
              <>
                {!phone && <p className={`sub ${css.plain}`}>{say.administratorDecides}</p>}
                {foot}
              </>
            }
          >
            <div className={css.review}>
              {differences.length === 0 ? (
                <p className="sub">{say.nothingYet}</p>
              ) : (
                <DifferenceList differences={differences} />
              )}
            </div>
          </Review>
        </div>
      )}
    >
      <Step
        {...state('purpose')}
        title={say.purposeStep}
        summary={<span className="cut">{values.name}</span>}
      >
        <div className="grid">
          <TextInput
            label={say.name}
            description={say.nameHow}
            maw={420}
            spellCheck={false}
            {...form.field('name')}
          />
          <Textarea label={say.purposeWord} rows={3} {...form.field('description')} />
          <TextInput label={say.homepageOptional} maw={420} {...form.field('homepage')} />
          <Textarea
            label={project === undefined ? say.reasonOptional : say.reason}
            description={say.reasonHow}
            rows={3}
            {...form.field('comments')}
          />
        </div>
      </Step>
      <Step {...state('limits')} title={say.limitsStep} summary={limitsLine(values)}>
        <LimitFields form={form} />
      </Step>
      <Step
        {...state('dates')}
        title={say.datesStep}
        summary={values.end === '' ? say.notSaid : say.until({ day: date(timeOf(values.end, 'end')) })}
      >
        <div className="pair">
          <TextInput type="date" label={say.startsOptional} {...form.field('start')} />
          <TextInput type="date" label={say.ends} min={dayOf(today)} {...form.field('end')} />
        </div>
      </Step>
      <Step {...state('rules')} title={say.rulesStep} summary={JOIN_WORDS[values.join]}>
        <div className="grid">
          <div className="pair">
            <Select
              label={say.joining}
              data={choicesOf(JOIN_WORDS, project === undefined ? ['auto', 'moderated'] : undefined)}
              allowDeselect={false}
              value={values.join}
              onChange={(value) => form.set('join', value ?? values.join)}
            />
            <Select
              label={say.leaving}
              data={choicesOf(LEAVE_WORDS)}
              allowDeselect={false}
              value={values.leave}
              onChange={(value) => form.set('leave', value ?? values.leave)}
            />
          </div>
          <TextInput
            label={say.mostMembers}
            description={say.mostMembersHow}
            inputMode="numeric"
            maw={240}
            {...form.field('members')}
          />
          <Checkbox
            size="xs"
            label={say.private}
            description={say.privateMeans}
            {...form.flag('isPrivate')}
          />
        </div>
      </Step>
    </Form>
  );
}

function stepOf(path: Path<ProjectWishes>): StepName {
  const field = path.split('.', 1)[0] ?? '';
  return STEPS.find((name) => FIELDS[name]?.includes(field)) ?? 'purpose';
}

function choicesOf(words: Record<Policy, string>, only: Policy[] = ['auto', 'moderated', 'closed']) {
  return only.map((value) => ({ value, label: words[value] }));
}

function limitsLine({ limits }: ProjectWishes): string {
  const asked = Object.values(limits).filter(({ project }) => project !== '').length;
  return asked === 0 ? say.notSaid : say.resourceCount({ count: asked });
}
