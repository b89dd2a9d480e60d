import { TextInput } from '@mantine/core';
import { Fragment } from 'react';
import { say } from '#text/projects';
import type { FormState } from '../../../parts/form/use-form.ts';
import { ALL_RESOURCES } from '../../../text/all-resources.ts';
import css from '../projects.module.css';
import { type Amounts, type ProjectWishes, unitOf } from './wishes.ts';

/** How much of each resource, for all members together and for each of them. */
export function LimitFields({ form }: { form: FormState<ProjectWishes> }) {
  const { limits } = form.values;
  const set = (resource: string, part: Partial<Amounts>) =>
    form.set('limits', {
      ...limits,
      [resource]: { project: '', member: '', ...limits[resource], ...part },
    });
  const general = form.problemOf('limits');
  return (
    <div className="grid">
      <p className="sub under-head">{say.limitsHow({ unlimited: say.unlimited })}</p>
      <div className={css.amounts}>
        {ALL_RESOURCES.map(({ name, label }) => {
          const problem = form.problemOf(`limits.${name}`);
          const unit = unitOf(name) > 1 ? say.gib : '';
          const field = (part: keyof Amounts, words: string) => (
            <TextInput
              label={words}
              aria-label={say.fieldOf({ resource: label, field: words })}
              inputMode="decimal"
              rightSection={<span className="sub tiny">{unit}</span>}
              rightSectionWidth={unit === '' ? 0 : 40}
              value={limits[name]?.[part] ?? ''}
              onChange={(event) => set(name, { [part]: event.currentTarget.value })}
              aria-invalid={problem !== undefined}
            />
          );
          return (
            <Fragment key={name}>
              <span className={css.resource}>
                {label}
                {problem !== undefined && (
                  <span role="alert" className="failure small block">
                    {problem}
                  </span>
                )}
              </span>
              {field('project', say.inAll)}
              {field('member', say.forEachMember)}
            </Fragment>
          );
        })}
      </div>
      {general !== undefined && (
        <p role="alert" className="failure">
          {general}
        </p>
      )}
    </div>
  );
}
