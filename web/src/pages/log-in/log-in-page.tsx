import { Button, PasswordInput, TextInput } from '@mantine/core';
import { useDocumentTitle } from '@mantine/hooks';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate, useRouter, useSearch } from '@tanstack/react-router';
import { useState, type FormEvent } from 'react';
import { say } from '#text/log-in';
import { ApiError } from '../../api/api-error.ts';
import { forgetAllBut, keys } from '../../api/keys.ts';
import { cloudQuery } from '../../api/cloud.ts';
import { logIn, sessionQuery } from '../../api/session.ts';

/** The way in. */
export function LogInPage() {
  const { data: cloud } = useQuery(cloudQuery);
  const name = cloud?.name ?? 'Synnefo';
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
  const client = useQueryClient();
  const router = useRouter();
  const navigate = useNavigate();
  const { next } = useSearch({ from: '/signed-out/log-in' });
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const [missing, setMissing] = useState<{ email?: string; password?: string }>({});
  const [failure, setFailure] = useState('');
  const [working, setWorking] = useState(false);
  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const wrong = {
      ...(email.trim() === '' ? { email: say.enterEmail } : {}),
      ...(password === '' ? { password: say.enterPassword } : {}),
    };
    setMissing(wrong);
    setFailure('');
    if (Object.keys(wrong).length > 0) {
      event.currentTarget
        .querySelector<HTMLInputElement>(`[name=${Object.keys(wrong)[0] ?? 'email'}]`)
        ?.focus();
      return;
    }
    setWorking(true);
    try {
      await logIn(email.trim(), password);
      // What this page knew of whoever was logged in before is theirs.
      forgetAllBut(client, keys.cloud);
      await client.fetchQuery({ ...sessionQuery, staleTime: 0 });
      if (next === undefined) await navigate({ to: '/' });
      else router.history.push(`/ui${next}`);
    } catch (error) {
      setFailure(error instanceof ApiError ? error.message : say.notReached);
      setWorking(false);
    }
  }
  return (
    <form onSubmit={(event) => void submit(event)} className="grid close" noValidate>
      {failure !== '' && (
        <div className="note bad" role="alert">
          {failure}
        </div>
      )}
      <TextInput
        label={say.email}
        name="email"
        type="email"
        size="md"
        autoComplete="username"
        autoFocus
        value={email}
        error={missing.email}
        onChange={(event) => setEmail(event.currentTarget.value)}
      />
      <PasswordInput
        label={say.password}
        name="password"
        size="md"
        autoComplete="current-password"
        value={password}
        error={missing.password}
        onChange={(event) => setPassword(event.currentTarget.value)}
      />
      <Button type="submit" size="md" fullWidth loading={working}>
        {say.logIn}
      </Button>
    </form>
  );
}
