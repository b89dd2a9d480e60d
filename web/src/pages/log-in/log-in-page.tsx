import { Button, PasswordInput, TextInput } from '@mantine/core';
import { useDocumentTitle } from '@mantine/hooks';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate, useRouter, useSearch } from '@tanstack/react-router';
import { useState, type FormEvent } from 'react';
import { ApiError } from '../../api/api-error.ts';
import { cloudQuery } from '../../api/cloud.ts';
import { logIn, sessionQuery } from '../../api/session.ts';
import { CloudMark } from '../../parts/cloud-mark.tsx';
import { LogInArt } from './log-in-art.tsx';

/** The way in. */
export function LogInPage() {
  const { data: cloud } = useQuery(cloudQuery);
  const name = cloud?.name ?? 'Synnefo';
  useDocumentTitle(`Log in · ${name}`);
  return (
    <div className="login">
      <div className="login-form">
        <header className="logo" style={{ padding: 0, fontSize: 17 }}>
          <CloudMark size={28} />
          {name}
        </header>
        <main style={{ width: '100%', maxWidth: 360, margin: 'auto' }}>
          <h1
            style={{
              fontSize: 26,
              lineHeight: '32px',
              fontWeight: 680,
              letterSpacing: '-.02em',
              margin: '0 0 4px',
            }}
          >
            Log in
          </h1>
          <p className="sub" style={{ margin: '0 0 22px', fontSize: 14 }}>
            to {name === 'Synnefo' ? 'your cloud' : name}
          </p>
          <LogInForm />
        </main>
        <footer className="sub" style={{ fontSize: 12 }}>
          Synnefo {cloud?.version}
        </footer>
      </div>
      <LogInArt />
    </div>
  );
}

function LogInForm() {
  const client = useQueryClient();
  const router = useRouter();
  const navigate = useNavigate();
  const { next } = useSearch({ from: '/log-in' });
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const [missing, setMissing] = useState<{ email?: string; password?: string }>({});
  const [failure, setFailure] = useState('');
  const [working, setWorking] = useState(false);
  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const wrong = {
      ...(email.trim() === '' ? { email: 'Enter your e-mail.' } : {}),
      ...(password === '' ? { password: 'Enter your password.' } : {}),
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
      client.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'cloud' });
      await client.fetchQuery({ ...sessionQuery, staleTime: 0 });
      if (next === undefined) await navigate({ to: '/' });
      else router.history.push(`/ui${next}`);
    } catch (error) {
      setFailure(error instanceof ApiError ? error.message : 'The cloud could not be reached. Try again.');
      setWorking(false);
    }
  }
  return (
    <form onSubmit={(event) => void submit(event)} className="grid" style={{ gap: 14 }} noValidate>
      {failure !== '' && (
        <div className="note bad" role="alert" style={{ color: 'var(--bad)', padding: '10px 14px' }}>
          {failure}
        </div>
      )}
      <TextInput
        label="E-mail"
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
        label="Password"
        name="password"
        size="md"
        autoComplete="current-password"
        value={password}
        error={missing.password}
        onChange={(event) => setPassword(event.currentTarget.value)}
      />
      <Button type="submit" size="md" fullWidth loading={working}>
        Log in
      </Button>
    </form>
  );
}
