import { ActionIcon, Button } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { IconEye, IconEyeOff, IconKey } from '@tabler/icons-react';
import { useState } from 'react';
import { forgetPassword, type Server } from '../../api/servers.ts';
import { passwordQuery } from '../../live/machine.ts';
import { CopyButton } from '../../parts/copy-button.tsx';

/** The first password, masked, until the person says that it is kept; then the cloud forgets it. */
export function PasswordCard({ machine }: { machine: Server }) {
  const client = useQueryClient();
  const { data: password } = useQuery(passwordQuery(machine));
  const [shown, setShown] = useState(false);
  const [failed, setFailed] = useState(false);
  if (password === undefined || password === null) return null;
  const forget = async () => {
    try {
      await forgetPassword(machine.id);
      client.setQueryData(['password', machine.id], null);
    } catch {
      setFailed(true);
    }
  };
  const users = (machine.metadata['users'] ?? machine.metadata['USERS'] ?? 'root').split(' ')[0];
  return (
    <section className="note info" aria-label="Password" style={{ flexWrap: 'wrap' }}>
      <IconKey size={20} color="var(--busy)" style={{ flex: 'none', marginTop: 1 }} aria-hidden />
      <div style={{ flex: 1, minWidth: 0 }}>
        <b style={{ fontWeight: 640 }}>The password of {users}, shown this once</b>
        <p style={{ marginBottom: 10 }}>
          Keep it in a password manager. After “I have kept it” nobody can read it again, nor can we.
        </p>
        <div className="row wrap-row">
          <span className="field-box" style={{ background: 'var(--surface)', minWidth: 210 }}>
            <span className="mono" style={{ fontSize: 14 }} data-testid="machine-password">
              {shown ? password : '•'.repeat(12)}
            </span>
            <ActionIcon
              className="push"
              size={28}
              aria-label={shown ? 'Hide the password' : 'Show the password'}
              onClick={() => setShown(!shown)}
            >
              {shown ? <IconEyeOff size={16} /> : <IconEye size={16} />}
            </ActionIcon>
          </span>
          <CopyButton text={password} />
          <Button variant="subtle" onClick={() => void forget()}>
            I have kept it
          </Button>
        </div>
        {failed && (
          <p role="alert" style={{ color: 'var(--bad)' }}>
            The cloud did not answer; the password is still kept there. Try again.
          </p>
        )}
      </div>
    </section>
  );
}
