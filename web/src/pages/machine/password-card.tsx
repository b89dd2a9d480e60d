import { ActionIcon } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { IconEye, IconEyeOff, IconKey } from '@tabler/icons-react';
import { useState } from 'react';
import { say } from '#text/one-machine';
import { passwordQuery } from '../../live/machine.ts';
import { useMachineActions } from '../../live/machine-actions.ts';
import type { MachineView } from '../../live/machine-view.ts';
import { ActButton } from '../../parts/act-button.tsx';
import { CopyButton } from '../../parts/copy-button.tsx';
import { exactTime } from '../../text/format.ts';
import { setsPassword } from '../../text/image-words.ts';
import { accountOf } from '../../text/machine-words.ts';
import css from './machine.module.css';

/** The first password, masked, until the person says that it is kept or a day has passed; then the cloud forgets it. */
export function PasswordCard({ view: { machine, image } }: { view: MachineView }) {
  const { forgetPassword } = useMachineActions();
  const { data: waiting } = useQuery(passwordQuery(machine));
  const [shown, setShown] = useState(false);
  const [failed, setFailed] = useState(false);
  if (waiting === undefined || waiting === null || !setsPassword(image)) return null;
  const forget = async () => {
    try {
      await forgetPassword(machine);
    } catch {
      setFailed(true);
    }
  };
  return (
    <section className="note info wrap-row" aria-label={say.password}>
      <IconKey size={20} color="var(--busy)" className="fixed" aria-hidden />
      <div className={`grow ${css.what}`}>
        <b>{say.passwordOf({ account: accountOf(machine) })}</b>
        <p>{say.passwordWaits({ until: exactTime(waiting.expires) })}</p>
        <div className="row wrap-row">
          <span className={`field-box ${css.password}`}>
            <span className="mono" data-testid="machine-password">
              {shown ? waiting.password : '•'.repeat(12)}
            </span>
            <ActionIcon
              className="push"
              size={28}
              aria-label={shown ? say.hidePassword : say.showPassword}
              onClick={() => setShown(!shown)}
            >
              {shown ? <IconEyeOff size={16} /> : <IconEye size={16} />}
            </ActionIcon>
          </span>
          <CopyButton text={waiting.password} />
          <ActButton variant="subtle" onClick={() => void forget()}>
            {say.haveKept}
          </ActButton>
        </div>
        {failed && (
          <p role="alert" className="failure">
            {say.notForgotten}
          </p>
        )}
      </div>
    </section>
  );
}
