import { ActionIcon, Button } from '@mantine/core';
import { IconEye, IconEyeOff, IconRefresh } from '@tabler/icons-react';
import { useState } from 'react';
import { renewToken } from '../../api/session.ts';
import { Confirm } from '../../parts/confirm.tsx';
import { CopyButton } from '../../parts/copy-button.tsx';
import { exactTime } from '../../text/format.ts';

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
  const [expires, setExpires] = useState('');
  const renew = async () => {
    const answer = await renewToken();
    setExpires(answer.expires);
    onToken(answer.token);
  };
  return (
    <section className="card pad" aria-label="API token">
      <h2 className="h2">API token</h2>
      {token === undefined ? (
        <p className="sub" style={{ margin: '2px 0 12px' }}>
          One token for everything programs do in your name. It is shown once, right after you renew it.
        </p>
      ) : (
        <>
          <p className="sub" style={{ margin: '2px 0 10px' }}>
            Copy it now: when you leave this page it cannot be shown again.
            {expires !== '' && ` It ends ${exactTime(expires)}.`}
          </p>
          <div className="field-box" style={{ marginBottom: 10 }}>
            <span className="mono cut" style={{ fontSize: 12 }} data-testid="token">
              {shown ? token : '•'.repeat(24)}
            </span>
            <ActionIcon
              className="push"
              size={28}
              aria-label={shown ? 'Hide the token' : 'Show the token'}
              onClick={() => setShown(!shown)}
            >
              {shown ? <IconEyeOff size={16} /> : <IconEye size={16} />}
            </ActionIcon>
          </div>
        </>
      )}
      <div className="row wrap-row">
        {token !== undefined && <CopyButton text={token} size="compact-sm" label="Copy token" />}
        <Button
          size="compact-sm"
          variant="default"
          leftSection={<IconRefresh size={14} aria-hidden />}
          onClick={() => setAsking(true)}
        >
          Renew token…
        </Button>
      </div>
      {asking && (
        <Confirm
          title="Renew the API token?"
          deed="Renew token"
          keep="Keep the old one"
          act={renew}
          onClose={() => setAsking(false)}
        >
          Every program that uses the token you have now stops working until it gets the new one: kamaki,
          rclone, swift, scripts. This browser stays logged in.
        </Confirm>
      )}
    </section>
  );
}
