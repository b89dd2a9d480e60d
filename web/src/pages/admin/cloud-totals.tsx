import { useQuery } from '@tanstack/react-query';
import { say } from '#text/projects';
import type { ConsoleApplication, ConsoleProject } from '#contract/projects';
import { resourceTotalsQuery } from '../../api/project-pages.ts';
import { limitOf } from '../../api/quota.ts';
import { ALL_RESOURCES } from '../../text/all-resources.ts';
import css from '../projects/projects.module.css';

/** Of the resources that an application asks for: what the whole cloud has granted and uses, and what would be granted after it. */
export function CloudTotals({
  application,
  project,
}: {
  application: ConsoleApplication;
  project: ConsoleProject | undefined;
}) {
  const { data: totals } = useQuery(resourceTotalsQuery);
  if (totals === undefined) return null;
  const lines = ALL_RESOURCES.flatMap(({ name, label, format }) => {
    const asked = application.resources[name];
    const total = totals[name];
    if (asked === undefined || total === undefined) return [];
    const after = limitOf(asked.project_capacity);
    const before = limitOf(project?.resources[name]?.project_capacity ?? 0n);
    const granted = Number(total.granted);
    const difference = after - (Number.isFinite(before) ? before : 0);
    return [
      <li key={name}>
        {say.inWholeCloud({
          resource: label,
          used: format(Number(total.used)),
          granted: format(granted),
          after: format(granted + difference),
          unlimited: total.unlimited,
        })}
      </li>,
    ];
  });
  if (lines.length === 0) return null;
  return (
    <>
      <h3 className={css.above}>{say.wholeCloud}</h3>
      <ul className="sub">{lines}</ul>
    </>
  );
}
