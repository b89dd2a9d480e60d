import { ActionIcon } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { IconEye, IconEyeOff, IconKey } from '@tabler/icons-react';
import { useState } from 'react';
import { compute } from '../../api/services.ts';
import { passwordQuery } from '../../live/machine.ts';
import type { MachineView } from '../../live/machine-view.ts';
import { ActButton } from '../../parts/act-button.tsx';
import { CopyButton } from '../../parts/copy-button.tsx';
import { exactTime } from '../../text/format.ts';
import { setsPassword } from '../../text/image-words.ts';
import { accountOf } from '../../text/machine-words.ts';

/** The first password, masked, until the person says that it is kept or a day has passed; then the cloud forgets it. */
export function PasswordCard({ view: { machine, image } }: { view: MachineView }) {
  const client = useQueryClient();
  const { data: waiting } = useQuery(passwordQuery(machine));
  const [shown, setShown] = useState(false);
  const [failed, setFailed] = useState(false);
  if (waiting === undefined || waiting === null || !setsPassword(image)) return null;
  const forget = async () => {
    try {
      await compute.forgetPassword(machine.id);
      client.setQueryData(['password', machine.id], null);
    } catch {
      setFailed(true);
    }
  };
  return (
    <section className="note info" aria-label="Password" style={{ flexWrap: 'wrap' }}>
      <IconKey size={20} color="var(--busy)" style={{ flex: 'none', marginTop: 1 }} aria-hidden />
      <div style={{ flex: 1, minWidth: 0 }}>
        <b style={{ fontWeight: 640 }}>The password of {accountOf(machine)}</b>
        <p style={{ marginBottom: 10 }}>
          Keep it in a password manager. It waits here until you have kept it, at most until{' '}
          {exactTime(waiting.expires)}; after that nobody can read it again, nor can we.
        </p>
        <div className="row wrap-row">
          <span className="field-box" style={{ background: 'var(--surface)', minWidth: 210 }}>
            <span className="mono" style={{ fontSize: 14 }} data-testid="machine-password">
              {shown ? waiting.password : '•'.repeat(12)}
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
          <CopyButton text={waiting.password} />
          <ActButton variant="subtle" onClick={() => void forget()}>
            I have kept it
          </ActButton>
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
