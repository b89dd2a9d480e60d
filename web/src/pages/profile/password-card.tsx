import { Checkbox, PasswordInput } from '@mantine/core';
import { say } from '#text/profile';
import { ApiError } from '../../api/api-error.ts';
import { useProfileActions } from '../../live/profile-actions.ts';
import { Form } from '../../parts/form/form.tsx';
import { useForm } from '../../parts/form/use-form.ts';
import { noteDone } from '../../parts/undo-note.tsx';
import css from './profile.module.css';

const SHORTEST = 10;
/** What the cloud says of the new password. */
const OF_NEXT: ReadonlySet<string> = new Set(['password_weak', 'password_too_long', 'password_empty']);

/** A new password, for which the one of now is asked. */
export function PasswordCard({ endsToken, email }: { endsToken: boolean; email: string }) {
  const { changePassword } = useProfileActions();
  const form = useForm({
    initial: { current: '', next: '', again: '', endToken: false },
    again: true,
    check: ({ current, next, again }) => ({
      ...(current === '' ? { current: say.enterCurrent } : {}),
      ...(Array.from(next).length < SHORTEST
        ? { next: say.tooShort({ least: SHORTEST, missing: SHORTEST - Array.from(next).length }) }
        : {}),
      ...(again === next ? {} : { again: say.notSame }),
    }),
    async send({ current, next, endToken }) {
      await changePassword({ current, next, endToken });
      noteDone(endsToken || endToken ? say.changedWithToken : say.changed);
    },
    refused: (error) => {
      if (!(error instanceof ApiError)) return undefined;
      if (error.code === 'wrong_current_password') return { current: say.wrongCurrent };
      return OF_NEXT.has(error.code) ? { next: error.message } : undefined;
    },
  });
  return (
    <section className="card pad" aria-label={say.password}>
      <h2 className="h2">{say.password}</h2>
      <p className="sub under-head">{endsToken ? say.passwordEndsToken : say.passwordMeans}</p>
      <Form
        className={css.form ?? ''}
        form={form}
        deed={say.changePassword}
        labels={{ current: say.current, next: say.next, again: say.again, endToken: say.endToken }}
      >
        {/* for managers of passwords, which keep them by account */}
        <input type="text" name="username" autoComplete="username" value={email} readOnly hidden />
        <PasswordInput label={say.current} autoComplete="current-password" {...form.field('current')} />
        <PasswordInput
          label={say.next}
          description={say.rule({ least: SHORTEST })}
          autoComplete="new-password"
          {...form.field('next')}
        />
        <PasswordInput label={say.again} autoComplete="new-password" {...form.field('again')} />
        {!endsToken && (
          <Checkbox label={say.endToken} description={say.endTokenMeans} {...form.flag('endToken')} />
        )}
      </Form>
    </section>
  );
}
