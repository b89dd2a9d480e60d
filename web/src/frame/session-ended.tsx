import { Button, PasswordInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState, type FormEvent } from 'react';
import { say } from '#text/frame';
import { ApiError } from '../api/api-error.ts';
import { logIn, type Person } from '../api/session.ts';
import { endSessionWait, onSession } from '../api/session-end.ts';
import { Dialog } from '../parts/dialog.tsx';
import { useLogOut } from './use-log-out.ts';

/** Over the page when the session ends: what was typed and what is being uploaded stays, and interrupted calls are repeated. */
export function SessionEnded({ person }: { person: Person }) {
  const client = useQueryClient();
  const leave = useLogOut();
  const [ended, setEnded] = useState(false);
  const [password, setPassword] = useState('');
  const [failure, setFailure] = useState('');
  const [working, setWorking] = useState(false);
  useEffect(() => onSession((news) => setEnded(news === 'ended')), []);
  async function submit(event: FormEvent) {
    event.preventDefault();
    if (password === '') return setFailure(say.enterPassword);
    setWorking(true);
    try {
      await logIn(person.email, password);
    } catch (error) {
      setFailure(error instanceof ApiError ? error.message : say.notReached);
      return;
    } finally {
      setWorking(false);
    }
    setEnded(false);
    setPassword('');
    setFailure('');
    endSessionWait(true);
    await client.invalidateQueries();
  }
  async function go() {
    await leave();
    setEnded(false);
    endSessionWait(false);
  }
  return (
    <Dialog
      onTop
      opened={ended}
      onClose={() => undefined}
      closable={false}
      title={say.sessionEnded}
      size={400}
    >
      <form onSubmit={(event) => void submit(event)} className="grid close">
        <span className="sub">{say.logInAgain({ email: person.email })}</span>
        <PasswordInput
          label={say.password}
          autoComplete="current-password"
          value={password}
          error={failure === '' ? undefined : failure}
          onChange={(event) => setPassword(event.currentTarget.value)}
          data-autofocus
          // Escape would else close a dialog below this one, and lose what was typed there.
          data-mantine-stop-propagation="true"
        />
        <div className="row end-row">
          <Button variant="default" onClick={() => void go()}>
            {say.logOut}
          </Button>
          <Button type="submit" loading={working}>
            {say.logIn}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
