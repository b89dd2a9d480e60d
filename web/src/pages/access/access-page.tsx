import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { catalogQuery } from '../../api/catalog.ts';
import { sessionQuery } from '../../api/session.ts';
import { CopyIcon } from '../../parts/copy-button.tsx';
import { PageHead } from '../../parts/page-head.tsx';
import { AccessTabs } from './access-tabs.tsx';
import { ProgramSetUp } from './program-set-up.tsx';
import { TokenCard } from './token-card.tsx';

const SERVICES: { type: string; label: string }[] = [
  { type: 'identity', label: 'Identity' },
  { type: 'compute', label: 'Compute' },
  { type: 'image', label: 'Images' },
  { type: 'object-store', label: 'Files' },
];

/** How programs and terminals act for the person. */
export function AccessPage() {
  const { data: person } = useQuery(sessionQuery);
  const { data: catalog } = useQuery(catalogQuery);
  // The token lives in this page only, from its renewal until one leaves.
  const [token, setToken] = useState<string>();
  return (
    <>
      <PageHead title="Keys & API access" below="Let programs and terminals act for you." />
      <AccessTabs />
      <div className="two-columns">
        <ProgramSetUp
          token={token}
          identity={catalog?.get('identity') ?? `${location.origin}/astakos/identity/v2.0`}
          account={person?.uuid ?? ''}
        />
        <div className="grid" style={{ gap: 14 }}>
          <TokenCard token={token} onToken={setToken} />
          {catalog !== undefined && (
            <section className="card pad">
              <h2 className="h2" style={{ marginBottom: 10 }}>
                Addresses
              </h2>
              {SERVICES.flatMap(({ type, label }) => {
                const address = catalog.get(type);
                return address === undefined ? [] : [<Address key={type} label={label} text={address} />];
              })}
            </section>
          )}
          <section className="card pad">
            <h2 className="h2">Your user ID</h2>
            <div className="row" style={{ marginTop: 4 }}>
              <span className="mono cut" style={{ fontSize: 12 }}>
                {person?.uuid}
              </span>
              <span className="push">
                <CopyIcon text={person?.uuid ?? ''} name="your user ID" />
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
    <div className="row" style={{ minHeight: 42 }}>
      <span style={{ minWidth: 0, lineHeight: '17px' }}>
        <span className="sub" style={{ fontSize: 12 }}>
          {label}
        </span>
        <br />
        <span className="mono cut" style={{ fontSize: 12, display: 'block' }} title={text}>
          {text}
        </span>
      </span>
      <span className="push">
        <CopyIcon text={text} name={`the address of ${label}`} />
      </span>
    </div>
  );
}
