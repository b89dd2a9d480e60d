import { say } from '#text/form';
import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import { ActButton } from '../act-button.tsx';
import type { FormState } from './use-form.ts';
import styles from './form.module.css';

/** So few problems are seen at their fields. */
const FEW = 2;

/** The frame of a form: its fields, what is wrong when that is much, and its buttons. */
export function Form<V extends Record<string, string>>({
  form,
  deed,
  labels,
  onCancel,
  children,
}: {
  form: FormState<V>;
  /** The button's words, verb and noun. */
  deed: string;
  /** What each field is called, for the summary. */
  labels: Record<keyof V & string, string>;
  onCancel?: () => void;
  children: ReactNode;
}) {
  return (
    <form className={styles['form']} onSubmit={form.submit} noValidate>
      {children}
      {form.problems.length > FEW && (
        <div className="note bad" role="alert">
          <ul className={styles['problems']}>
            {form.problems.map(([field, problem]) => (
              <li key={field}>
                <b>{labels[field]}</b> {problem}
              </li>
            ))}
          </ul>
        </div>
      )}
      {form.failure !== '' && (
        <p className={styles['failure']} role="alert">
          {form.failure}
        </p>
      )}
      <div className={styles['buttons']}>
        {onCancel !== undefined && (
          <Button variant="default" onClick={onCancel}>
            {say.cancel}
          </Button>
        )}
        <ActButton type="submit" loading={form.working}>
          {deed}
        </ActButton>
      </div>
    </form>
  );
}
