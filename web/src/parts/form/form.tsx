import { say } from '#text/form';
import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import { ActButton } from '../act-button.tsx';
import { LeaveGuard } from '../leave-guard.tsx';
import type { FormState } from './use-form.ts';
import styles from './form.module.css';

/** So few problems are seen at their fields. */
const FEW = 2;

type Fields = Record<string, unknown>;

export interface FormProps<V extends Fields> {
  form: FormState<V>;
  /** The button's words, verb and noun. */
  deed: string;
  /** What each field is called, for the summary. */
  labels: Record<keyof V & string, string>;
  /** One row: its fields, and a quiet button at their end. */
  row?: boolean;
  /** One that is all there is on the page has a button of its whole width; who leaves it loses nothing. */
  alone?: boolean;
  /** Puts the fields, and what is below them, where they are to stand. */
  layout?: (fields: ReactNode, foot: ReactNode) => ReactNode;
  /** The key that presses its button. */
  shortcut?: string;
  className?: string;
  onCancel?: () => void;
  children: ReactNode;
}

/** The frame of a form: its fields, what is wrong when that is much, its buttons, and the question to who leaves it half filled. */
export function Form<V extends Fields>(props: FormProps<V>) {
  const {
    form,
    deed,
    labels,
    row = false,
    alone = false,
    layout,
    shortcut,
    className = '',
    onCancel,
    children,
  } = props;
  const button = (
    <ActButton
      type="submit"
      loading={form.working}
      {...(row ? { variant: 'default', className: styles['end'] } : {})}
      {...(alone ? { size: 'md', fullWidth: true } : {})}
      {...(layout === undefined ? {} : { h: 40, className: styles['wide'] })}
      aria-keyshortcuts={shortcut}
    >
      {deed}
    </ActButton>
  );
  const foot = (
    <>
      {form.problems.length > FEW && (
        <div className="note bad" role="alert">
          <ul className={styles['problems']}>
            {form.problems.map(([field, problem]) => (
              <li key={field}>
                <b>{labels[(field.split('.', 1)[0] ?? field) as keyof V & string]}</b> {problem}
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
      {!row && (
        <div className={styles['buttons']}>
          {onCancel !== undefined && (
            <Button variant="default" onClick={onCancel} disabled={form.working}>
              {say.cancel}
            </Button>
          )}
          {button}
        </div>
      )}
    </>
  );
  return (
    <form className={`${styles['form']} ${className}`} onSubmit={form.submit} noValidate>
      {layout !== undefined ? (
        layout(children, foot)
      ) : (
        <>
          {row ? (
            <div className={styles['row']}>
              {children}
              {button}
            </div>
          ) : (
            children
          )}
          {foot}
        </>
      )}
      {!alone && (
        <LeaveGuard loses={form.losesNow} title={say.notSaved}>
          {say.notSavedMeans}
        </LeaveGuard>
      )}
    </form>
  );
}
