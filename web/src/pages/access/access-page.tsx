import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { say } from '#text/access';
import { catalogQuery } from '../../api/catalog.ts';
import { sessionQuery } from '../../api/session.ts';
import { CopyIcon } from '../../parts/copy-icon.tsx';
import { PageHead } from '../../parts/page-head.tsx';
import { AccessTabs } from './access-tabs.tsx';
import { ProgramSetUp } from './program-set-up.tsx';
import { TokenCard } from './token-card.tsx';
import css from './access.module.css';

const SERVICES: { type: string; label: string }[] = [
  { type: 'identity', label: say.identity },
  { type: 'compute', label: say.compute },
  { type: 'image', label: say.images },
  { type: 'object-store', label: say.files },
];

/** How programs and terminals act for the person. */
export function AccessPage() {
  const { data: person } = useQuery(sessionQuery);
  const { data: catalog } = useQuery(catalogQuery);
  // The token lives in this page only, from its renewal until one leaves.
  const [token, setToken] = useState<string>();
  return (
    <>
      <PageHead title={say.title} below={say.purpose} />
      <AccessTabs />
      <div className="two-columns">
        <ProgramSetUp
          token={token}
          identity={catalog?.get('identity') ?? `${location.origin}/astakos/identity/v2.0`}
          account={person?.uuid ?? ''}
        />
        <div className="grid close">
          <TokenCard token={token} onToken={setToken} />
          {catalog !== undefined && (
            <section className="card pad">
              <h2 className="h2">{say.addresses}</h2>
              {SERVICES.flatMap(({ type, label }) => {
                const address = catalog.get(type);
                return address === undefined ? [] : [<Address key={type} label={label} text={address} />];
              })}
            </section>
          )}
          <section className="card pad">
            <h2 className="h2">{say.userId}</h2>
            <div className="row under-head">
              <span className="mono cut tiny">{person?.uuid}</span>
              <span className="push">
                <CopyIcon text={person?.uuid ?? ''} name={say.yourUserId} />
              </span>
            </div>
          </section>
        </div>
      </div>
    </>
  );
}

function Address({ label, text }: { label: string; text: string }) {
  return (
    <div className={`row ${css.address}`}>
      <span className="lines">
        <span className="sub tiny">{label}</span>
        <br />
        <span className="mono cut tiny block" title={text}>
          {text}
        </span>
      </span>
      <span className="push">
        <CopyIcon text={text} name={say.addressOf({ service: label })} />
      </span>
    </div>
  );
}
