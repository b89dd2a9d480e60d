import { useQuery } from '@tanstack/react-query';
import { IconSend } from '@tabler/icons-react';
import { useState } from 'react';
import { say } from '#text/mails';
import { reasonOf } from '../../api/api-error.ts';
import { mailQuery } from '../../api/mails.ts';
import { useMailActions } from '../../live/mail-actions.ts';
import { ActButton } from '../../parts/act-button.tsx';
import { Drawer } from '../../parts/drawer.tsx';
import { Loaded } from '../../parts/loaded.tsx';
import { Name } from '../../parts/name.tsx';
import { exactTime } from '../../text/format.ts';
import { MailStateChip } from './mail-state.tsx';
import css from './admin.module.css';

type WholeMail = Awaited<ReturnType<NonNullable<ReturnType<typeof mailQuery>['queryFn']>>>;

/** One mail as it was written, and how its delivery goes. */
export function MailDrawer({ id, onClose }: { id: number; onClose: () => void }) {
  const asked = useQuery(mailQuery(id));
  return (
    <Drawer title={asked.data === undefined ? say.mail : <Name of={asked.data.subject} />} onClose={onClose}>
      <Loaded of={asked} failed={{ title: say.oneNotLoaded }}>
        {(mail) => <Whole mail={mail} />}
      </Loaded>
    </Drawer>
  );
}

function Whole({ mail }: { mail: WholeMail }) {
  const { state } = mail;
  return (
    <div className="grid close">
      <dl className="pairs">
        <dt>{say.to}</dt>
        <dd>
          <Name of={mail.to} />
        </dd>
        <dt>{say.state}</dt>
        <dd>
          <MailStateChip state={state} />
        </dd>
        <dt>{say.written}</dt>
        <dd className="num">{exactTime(mail.created)}</dd>
        {mail.next_try !== null && (
          <>
            <dt>{say.nextTry}</dt>
            <dd className="num">{exactTime(mail.next_try)}</dd>
          </>
        )}
        {mail.ended !== null && (
          <>
            <dt>{say.ended}</dt>
            <dd className="num">{exactTime(mail.ended)}</dd>
          </>
        )}
        <dt>{say.tries}</dt>
        <dd className="num">{mail.tries}</dd>
        <dt>{say.template}</dt>
        <dd className="mono tiny">{mail.template}</dd>
      </dl>
      {mail.error !== null && (
        <p className="failure">{say.lastAnswer({ answer: <Name of={mail.error} /> })}</p>
      )}
      <pre className={css.mail}>{mail.text}</pre>
      <p className="sub small">{say.linksMasked}</p>
      {(state === 'failed' || state === 'kept') && <SendAgain id={mail.id} />}
    </div>
  );
}

function SendAgain({ id }: { id: number }) {
  const { sendAgain } = useMailActions();
  const [working, setWorking] = useState(false);
  const [failure, setFailure] = useState('');
  const act = async () => {
    setWorking(true);
    setFailure('');
    await sendAgain(id).catch((error: unknown) => setFailure(reasonOf(error)));
    setWorking(false);
  };
  return (
    <div className="grid near">
      {failure !== '' && (
        <p role="alert" className="failure">
          {failure}
        </p>
      )}
      <div className="row">
        <ActButton
          variant="default"
          loading={working}
          leftSection={<IconSend size={16} aria-hidden />}
          onClick={() => void act()}
        >
          {say.send}
        </ActButton>
      </div>
    </div>
  );
}
