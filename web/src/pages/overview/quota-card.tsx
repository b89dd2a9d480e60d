import { useQuery } from '@tanstack/react-query';
import { say } from '#text/overview';
import { useProject, useProjectName } from '../../api/projects.ts';
import { quotasQuery } from '../../api/quota.ts';
import { Meter } from '../../parts/meter.tsx';
import { RowsSkeleton } from '../../parts/skeletons.tsx';
import { plainName } from '../../text/plain-name.ts';
import { allUsesOf } from '../../text/all-resources.ts';
import css from './overview.module.css';

/** What may be used and what is: one meter a resource. */
export function QuotaCard() {
  const project = useProject();
  const name = useProjectName(project);
  const { data: quotas, error } = useQuery(quotasQuery(project));
  const uses = quotas === undefined ? [] : allUsesOf(quotas, project);
  return (
    <section className="card pad" aria-label={say.quota}>
      <h2 className={`h2 ${css.aboveMeters}`}>
        {name === undefined ? say.quotaOfYours : say.quotaOf({ project: plainName(name) })}
      </h2>
      {quotas === undefined && error === null && <RowsSkeleton rows={2} />}
      {quotas === undefined && error !== null && <p className="sub">{say.quotaUnknown}</p>}
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
            <i className="mine" />
            {say.yours}
          </span>
          {uses.some(({ others }) => others > 0) && (
            <span>
              <i className="others" />
              {say.otherMembers}
            </span>
          )}
          <span>
            <i className="hot" />
            {say.ninetyPercent}
          </span>
        </div>
      )}
    </section>
  );
}
