import { ActionIcon, Button } from '@mantine/core';
import { IconEye, IconEyeOff, IconRefresh } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { say } from '#text/access';
import { tokenEndQuery } from '../../api/session.ts';
import { useAccessActions } from '../../live/access-actions.ts';
import { Confirm } from '../../parts/confirm.tsx';
import { CopyButton } from '../../parts/copy-button.tsx';
import { exactTime } from '../../text/format.ts';
import { useNow } from '../../live/use-now.ts';
import { tokenStanding } from './token-end.ts';
import css from './access.module.css';

/** The API token: never fetched, only renewed, and shown once. */
export function TokenCard({
  token,
  onToken,
}: {
  token: string | undefined;
  onToken: (token: string) => void;
}) {
  const [asking, setAsking] = useState(false);
  const [shown, setShown] = useState(false);
  const { renewToken } = useAccessActions();
  const { data: ends } = useQuery(tokenEndQuery);
  return (
    <section className="card pad" aria-label={say.token}>
      <h2 className="h2">{say.token}</h2>
      {token === undefined ? (
        <p className={`sub under-head ${css.above}`}>{say.tokenPurpose}</p>
      ) : (
        <>
          <p className={`sub under-head ${css.above}`}>{say.copyNow}</p>
          <div className={`field-box ${css.above}`}>
            <span className="mono cut tiny" data-testid="token">
              {shown ? token : '•'.repeat(24)}
            </span>
            <ActionIcon
              className="push"
              size={28}
              aria-label={shown ? say.hideToken : say.showToken}
              onClick={() => setShown(!shown)}
            >
              {shown ? <IconEyeOff size={16} /> : <IconEye size={16} />}
            </ActionIcon>
          </div>
        </>
      )}
      {ends !== undefined && <TokenEnd ends={ends} />}
      <div className="row wrap-row">
        {token !== undefined && <CopyButton text={token} size="compact-sm" label={say.copyToken} />}
        <Button
          size="compact-sm"
          variant="default"
          leftSection={<IconRefresh size={14} aria-hidden />}
          onClick={() => setAsking(true)}
        >
          {say.renew}
        </Button>
      </div>
      {asking && (
        <Confirm
          title={say.renewAsk}
          deed={say.renewToken}
          keep={say.keepOld}
          act={async () => onToken(await renewToken())}
          onClose={() => setAsking(false)}
        >
          {say.renewMeans}
        </Confirm>
      )}
    </section>
  );
}

/** When the token ends: a warning in the last two weeks, since programs stop without one. */
function TokenEnd({ ends }: { ends: string | null }) {
  const now = useNow();
  if (ends === null) return <p className={`sub ${css.end}`}>{say.noToken}</p>;
  const { standing, days } = tokenStanding(ends, now);
  const time = exactTime(ends);
  if (standing === 'good') return <p className={`sub ${css.end}`}>{say.tokenEnds({ time })}</p>;
  return (
    <div className={`note warn ${css.end}`} role="status">
      {standing === 'ended' ? say.tokenEnded({ time }) : say.tokenEndsSoon({ days, time })}
    </div>
  );
}
