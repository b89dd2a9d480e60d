import { useQuery } from '@tanstack/react-query';
import { IconCheck } from '@tabler/icons-react';
import { INFINITE } from '#contract/infinite';
import { say } from '#text/admin';
import { BRANDING } from '../../api/branding.ts';
import { cloudQuery } from '../../api/cloud.ts';
import { cloudStateQuery, readinessQuery } from '../../api/cloud-state.ts';
import { Loaded } from '../../parts/loaded.tsx';
import { PageHead } from '../../parts/page-head.tsx';
import { StateChip } from '../../parts/state-chip.tsx';
import { bytes, count } from '../../text/format.ts';
import css from './admin.module.css';

/** Whether the services of the cloud work, how much room there is, and which accounts wait. */
export function CloudStatePage() {
  const { data: cloud } = useQuery(cloudQuery);
  const state = useQuery(cloudStateQuery);
  const readiness = useQuery(readinessQuery);
  return (
    <>
      <PageHead title={say.title} below={`${BRANDING.service.name} ${cloud?.version ?? ''}`} />
      <div className="two-columns">
        <Loaded of={readiness} failed={{ title: say.servicesUnknown }} card>
          {(roles) => (
            <section className="card clip" aria-label={say.services}>
              <div className="card-head">
                <h2 className="h2">{say.services}</h2>
              </div>
              {roles.map(([role, trouble]) => (
                <div key={role} className="list-row">
                  <span className="strong cut">{say.serviceCalled({ role })}</span>
                  <span className="push">
                    {trouble === undefined ? (
                      <StateChip kind="ok" icon={IconCheck} word={say.works} />
                    ) : (
                      <StateChip kind="bad" word={say.troubleOf(trouble)} />
                    )}
                  </span>
                </div>
              ))}
            </section>
          )}
        </Loaded>
        <Loaded of={state} failed={{ title: say.accountsUnknown }} card>
          {({ accounts, room }) => (
            <section className="card pad" aria-label={say.figures}>
              <h2 className="h2">{say.figures}</h2>
              <dl className={css.figures}>
                <Figure name={say.active} value={count(accounts.active)} />
                <Figure name={say.waiting} value={count(accounts.waiting)} />
                <Figure name={say.unverified} value={count(accounts.unverified)} />
                <Figure name={say.inactive} value={count(accounts.inactive)} />
                <Figure name={say.room} value={room >= INFINITE ? say.noEnd : bytes(Number(room))} />
              </dl>
            </section>
          )}
        </Loaded>
      </div>
    </>
  );
}

function Figure({ name, value }: { name: string; value: string }) {
  return (
    <>
      <dt>{name}</dt>
      <dd className="num">{value}</dd>
    </>
  );
}
