import { Button, PasswordInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState, type FormEvent } from 'react';
import { ApiError } from '../api/api-error.ts';
import { onSessionEnd } from '../api/http.ts';
import { logIn, type Person } from '../api/session.ts';
import { Dialog } from '../parts/dialog.tsx';
import { useLogOut } from './use-log-out.ts';

/** Over the page when the session ends: what was typed and what is being uploaded stays. */
export function SessionEnded({ person }: { person: Person }) {
  const client = useQueryClient();
  const leave = useLogOut();
  const [ended, setEnded] = useState(false);
  const [password, setPassword] = useState('');
  const [failure, setFailure] = useState('');
  useEffect(() => onSessionEnd(() => setEnded(true)), []);
  async function submit(event: FormEvent) {
    event.preventDefault();
    try {
      await logIn(person.email, password);
    } catch (error) {
      setFailure(error instanceof ApiError ? error.message : 'It did not work. Try again.');
      return;
    }
    setEnded(false);
    setPassword('');
    setFailure('');
    await client.invalidateQueries();
  }
  return (
    <Dialog opened={ended} onClose={() => undefined} closable={false} title="Your session ended" size={400}>
      <form onSubmit={(event) => void submit(event)} className="grid" style={{ gap: 14 }}>
        <span className="sub">Log in again as {person.email}. This page stays as it is.</span>
        <PasswordInput
          label="Password"
          autoComplete="current-password"
          value={password}
          error={failure === '' ? undefined : failure}
          onChange={(event) => setPassword(event.currentTarget.value)}
          data-autofocus
        />
        <div className="row" style={{ justifyContent: 'flex-end' }}>
          <Button variant="default" onClick={() => void leave().then(() => setEnded(false))}>
            Leave
          </Button>
          <Button type="submit">Log in</Button>
        </div>
      </form>
    </Dialog>
  );
}
