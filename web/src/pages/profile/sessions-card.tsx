import { useQuery } from '@tanstack/react-query';
import { IconDeviceDesktop, IconDeviceMobile } from '@tabler/icons-react';
import { useState } from 'react';
import { say } from '#text/profile';
import { type ConsoleSession, sessionsQuery } from '../../api/profile.ts';
import { useProfileActions } from '../../live/profile-actions.ts';
import { useNow } from '../../live/use-now.ts';
import { ActButton } from '../../parts/act-button.tsx';
import { Confirm } from '../../parts/confirm.tsx';
import { Loaded } from '../../parts/loaded.tsx';
import { noteFailure } from '../../parts/undo-note.tsx';
import { ago, exactTime } from '../../text/format.ts';
import { deviceOf } from './device.ts';
import css from './profile.module.css';

/** Where the account is logged in, so that what one does not know can be ended. */
export function SessionsCard() {
  const asked = useQuery(sessionsQuery);
  const { endOtherSessions } = useProfileActions();
  const [asking, setAsking] = useState(false);
  const others = (asked.data ?? []).filter(({ current }) => !current).length;
  return (
    <section className="card clip" aria-label={say.sessions}>
      <div className={`row wrap-row ${css.head}`}>
        <div className="grow">
          <h2 className="h2">{say.sessions}</h2>
          <p className="sub small">{say.sessionsMean}</p>
        </div>
        {others > 0 && (
          <ActButton variant="default" size="compact-sm" onClick={() => setAsking(true)}>
            {say.endOthers}
          </ActButton>
        )}
      </div>
      <Loaded of={asked} failed={{ title: say.sessionsNotLoaded }}>
        {(sessions) => sessions.map((session) => <SessionRow key={session.id} session={session} />)}
      </Loaded>
      {asking && (
        <Confirm
          title={say.endOthersAsk({ count: others })}
          deed={say.endOthers}
          act={endOtherSessions}
          onClose={() => setAsking(false)}
        >
          {say.endOthersMean}
        </Confirm>
      )}
    </section>
  );
}

function SessionRow({ session }: { session: ConsoleSession }) {
  const { endSession } = useProfileActions();
  const [working, setWorking] = useState(false);
  const now = useNow();
  const { browser, system, isPhone } = deviceOf(session.agent);
  const name = browser === '' ? say.unknownDevice : say.device({ browser, system });
  const used = session.last_used ?? session.began;
  const Glyph = isPhone ? IconDeviceMobile : IconDeviceDesktop;
  const end = async () => {
    setWorking(true);
    await endSession(session.id).catch((error: unknown) => noteFailure(say.notEnded, error));
    setWorking(false);
  };
  return (
    <div className="list-row">
      <Glyph size={20} stroke={1.6} color="var(--text-3)" className="fixed" aria-hidden />
      <span className="lines">
        <span className="strong" title={session.agent}>
          {name}
        </span>{' '}
        {session.current && <span className="tag">{say.thisOne}</span>}
        <br />
        <span className="sub tiny num" title={exactTime(used)}>
          {say.from({ address: session.address })} · {say.used({ time: ago(used, now) })} ·{' '}
          <span title={exactTime(session.began)}>{say.began({ time: ago(session.began, now) })}</span>
        </span>
      </span>
      {!session.current && (
        <ActButton
          className="push"
          variant="default"
          size="compact-sm"
          loading={working}
          aria-label={say.endOf({ device: name })}
          onClick={() => void end()}
        >
          {say.end}
        </ActButton>
      )}
    </div>
  );
}
