import { useQuery } from '@tanstack/react-query';
import { quotasQuery } from '../../api/quota.ts';
import type { Person } from '../../api/session.ts';
import { Meter } from '../../parts/meter.tsx';
import { RowsSkeleton } from '../../parts/skeletons.tsx';
import { usesOf } from '../../text/resources.ts';

/** What may be used and what is: one meter a resource. */
export function QuotaCard({ person }: { person: Person }) {
  const { data: quotas, error } = useQuery(quotasQuery);
  const uses = quotas === undefined ? [] : usesOf(quotas, person.uuid);
  return (
    <section className="card pad" aria-label="Quota">
      <h2 className="h2" style={{ marginBottom: 16 }}>
        Quota of your own project
      </h2>
      {quotas === undefined && error === null && <RowsSkeleton rows={2} />}
      {quotas === undefined && error !== null && (
        <p className="sub">Not known now: the quota service did not answer. The rest works.</p>
      )}
      <div className="meters">
        {uses.map((use) => (
          <Meter
            key={use.name}
            label={use.label}
            used={use.used}
            others={use.others}
            total={use.total}
            format={use.format}
          />
        ))}
      </div>
      {uses.some(({ total }) => Number.isFinite(total)) && (
        <div className="legend">
          <span>
            <i style={{ background: 'var(--mantine-color-brand-filled)' }} />
            Yours
          </span>
          {uses.some(({ others }) => others > 0) && (
            <span>
              <i style={{ background: 'var(--line-2)' }} />
              Other members
            </span>
          )}
          <span>
            <i style={{ background: 'var(--warn-dot)' }} />
            90% or more
          </span>
        </div>
      )}
    </section>
  );
}
