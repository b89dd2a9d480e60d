import { useState } from 'react';
import type { AccountDeed } from '#contract/user-words';
import { say } from '#text/users';
import type { Account } from '../../../api/users.ts';
import { useSession } from '../../../api/use-session.ts';
import { useUserActions } from '../../../live/user-actions.ts';
import { ActButton } from '../../../parts/act-button.tsx';
import { Confirm } from '../../../parts/confirm.tsx';
import { noteDone, noteFailure, noteWithUndo } from '../../../parts/undo-note.tsx';
import { plainName } from '../../../text/plain-name.ts';
import { ReasonDialog } from './reason-dialog.tsx';

type Asked = 'verify' | 'accept' | 'reject' | 'deactivate' | 'end-sessions';

/** What the state of an account lets an administrator do. What shuts somebody out is asked about. */
export function UserDeeds({ account }: { account: Account }) {
  const { act } = useUserActions();
  const isOwn = useSession().uuid === account.uuid;
  const [asked, setAsked] = useState<Asked>();
  const email = plainName(account.email);
  const on = (deed: AccountDeed) => act(account.uuid, deed);
  const close = () => setAsked(undefined);
  const atOnce = async (deed: AccountDeed, done: () => void) => {
    try {
      await on(deed);
    } catch (error) {
      noteFailure(say.notChanged, error);
      return;
    }
    done();
  };
  const activate = () =>
    void atOnce({ activate: {} }, () =>
      noteWithUndo(say.activated({ email }), () =>
        on({ deactivate: { reason: account.deactivated_reason ?? '' } }),
      ),
    );
  const { state } = account;
  return (
    <>
      {state === 'unverified' && (
        <>
          <ActButton variant="default" onClick={() => setAsked('verify')}>
            {say.verify}
          </ActButton>
          <ActButton onClick={() => void atOnce({ resend: {} }, () => noteDone(say.linkIsSent({ email })))}>
            {say.sendLink}
          </ActButton>
        </>
      )}
      {state === 'waiting' && (
        <ActButton variant="default" onClick={() => setAsked('reject')}>
          {say.reject}
        </ActButton>
      )}
      {(state === 'waiting' || state === 'rejected') && (
        <ActButton onClick={() => setAsked('accept')}>{say.accept}</ActButton>
      )}
      {account.sessions > 0 && !isOwn && (
        <ActButton variant="default" onClick={() => setAsked('end-sessions')}>
          {say.endSessions}
        </ActButton>
      )}
      {state === 'active' && (
        <ActButton
          variant="default"
          disabled={isOwn}
          {...(isOwn ? { title: say.notYourself } : {})}
          onClick={() => setAsked('deactivate')}
        >
          {say.deactivate}
        </ActButton>
      )}
      {state === 'inactive' && <ActButton onClick={activate}>{say.activate}</ActButton>}
      {asked === 'verify' && (
        <Confirm
          harmless
          title={say.verifyAsk({ email })}
          deed={say.verify}
          keep={say.leaveAsItIs}
          act={() => on({ verify: {} })}
          onClose={close}
        >
          {say.verifyMeans}
        </Confirm>
      )}
      {asked === 'accept' && (
        <Confirm
          harmless
          title={say.acceptAsk({ email })}
          deed={say.accept}
          keep={say.leaveAsItIs}
          act={() => on({ accept: {} })}
          onClose={close}
        >
          {say.acceptMeans}
        </Confirm>
      )}
      {asked === 'end-sessions' && (
        <Confirm
          title={say.endSessionsAsk({ email })}
          deed={say.endSessions}
          act={() => on({ end_sessions: {} })}
          onClose={close}
        >
          {say.endSessionsMean}
        </Confirm>
      )}
      {asked === 'reject' && (
        <ReasonDialog
          title={say.rejectAsk({ email })}
          means={say.rejectMeans}
          deed={say.reject}
          isNeeded
          act={(reason) => on({ reject: { reason } })}
          onClose={close}
        />
      )}
      {asked === 'deactivate' && (
        <ReasonDialog
          title={say.deactivateAsk({ email })}
          means={say.deactivateMeans}
          deed={say.deactivate}
          act={async (reason) => {
            await on({ deactivate: { reason } });
            noteWithUndo(say.deactivated({ email }), () => on({ activate: {} }));
          }}
          onClose={close}
        />
      )}
    </>
  );
}
