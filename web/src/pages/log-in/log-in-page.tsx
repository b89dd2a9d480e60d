import { PasswordInput, TextInput } from '@mantine/core';
import { useDocumentTitle } from '@mantine/hooks';
import { say } from '#text/log-in';
import { BRANDING } from '../../api/branding.ts';
import { Form } from '../../parts/form/form.tsx';
import { useForm } from '../../parts/form/use-form.ts';
import { useLogIn } from './use-log-in.ts';

/** The way in. */
export function LogInPage() {
  const { name } = BRANDING.service;
  useDocumentTitle(say.tabTitle({ cloud: name }));
  return (
    <>
      <h1>{say.logIn}</h1>
      <p>{name === 'Synnefo' ? say.toYourCloud : say.toCloud({ cloud: name })}</p>
      <LogInForm />
    </>
  );
}

function LogInForm() {
  const enter = useLogIn();
  const form = useForm({
    initial: { email: '', password: '' },
    check: ({ email, password }) => ({
      ...(email.trim() === '' ? { email: say.enterEmail } : {}),
      ...(password === '' ? { password: say.enterPassword } : {}),
    }),
    send: ({ email, password }) => enter(email.trim(), password),
  });
  return (
    <Form alone form={form} deed={say.logIn} labels={{ email: say.email, password: say.password }}>
      <TextInput
        label={say.email}
        type="email"
        size="md"
        autoComplete="username"
        autoFocus
        {...form.field('email')}
      />
      <PasswordInput
        label={say.password}
        size="md"
        autoComplete="current-password"
        {...form.field('password')}
      />
    </Form>
  );
}
