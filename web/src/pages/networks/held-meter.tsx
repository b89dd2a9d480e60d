import { useQuery } from '@tanstack/react-query';
import { useProject } from '../../api/projects.ts';
import { quotasQuery } from '../../api/quota.ts';
import { Meter } from '../../parts/meter.tsx';
import { ALL_RESOURCES } from '../../text/all-resources.ts';
import { usesOf } from '../../text/resources.ts';
import css from './networks.module.css';

/** How many of these the project may have, and has. Where there is no limit, or it is not known, nothing is drawn. */
export function HeldMeter({ resource }: { resource: string }) {
  const project = useProject();
  const { data: quotas } = useQuery(quotasQuery(project));
  const use =
    quotas &&
    usesOf(quotas, project, ALL_RESOURCES).find(
      ({ name, total }) => name === resource && Number.isFinite(total),
    );
  if (use === undefined) return null;
  return (
    <div className={css.held}>
      <Meter
        thin
        label={use.label}
        used={use.used}
        others={use.others}
        total={use.total}
        format={use.format}
      />
    </div>
  );
}
