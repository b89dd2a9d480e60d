import { Button } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { IconAlertTriangle, IconGauge, type Icon } from '@tabler/icons-react';
import { say } from '#text/overview';
import { quotasQuery } from '../../api/quota.ts';
import type { Person } from '../../api/session.ts';
import { useMachines } from '../../live/machines.ts';
import { failureOf } from '../../text/failures.ts';
import { usesOf, type Use } from '../../text/resources.ts';
import { hasFailed } from '../../text/machine-words.ts';
import { plainName } from '../../text/plain-name.ts';
import css from './overview.module.css';

export interface Need {
  key: string;
  icon: Icon;
  kind: 'bad' | 'warn';
  title: string;
  detail: string;
  button: string;
  to: { to: '/machines/$id'; params: { id: string } } | { to: '/files' } | { to: '/machines' };
}

const NEARLY_FULL = 0.9;

/** What only the person can settle: machines in error, quota from 90 %. */
export function useNeeds(person: Person): Need[] {
  const { data: machines } = useMachines(useQueryClient());
  const { data: quotas } = useQuery(quotasQuery);
  const failed = (machines?.list ?? []).filter(hasFailed);
  const full = quotas === undefined ? [] : usesOf(quotas, person.uuid).filter(nearlyFull);
  return [
    ...failed.map((machine): Need => {
      const { title, meaning } = failureOf(machine.diagnostics);
      return {
        key: `m${machine.id}`,
        icon: IconAlertTriangle,
        kind: 'bad',
        title: say.notBuilt({ machine: plainName(machine.name) }),
        detail: `${title}. ${meaning}`,
        button: say.seeWhy,
        to: { to: '/machines/$id', params: { id: String(machine.id) } },
      };
    }),
    ...full.map(needOf),
  ];
}

function nearlyFull({ used, others, total }: Use): boolean {
  // A limit of one or two is meant to be used up; that needs nobody.
  return Number.isFinite(total) && total > 2 && (used + others) / total >= NEARLY_FULL;
}

function needOf(use: Use): Need {
  const percent = Math.round(((use.used + use.others) / use.total) * 100);
  const left = Math.max(0, use.total - use.used - use.others);
  const files = use.name === 'pithos.diskspace';
  return {
    key: use.name,
    icon: IconGauge,
    kind: 'warn',
    title: say.nearlyFull({ resource: use.label, percent }),
    detail: say.left({ left: use.format(left), total: use.format(use.total) }),
    button: say.freeSpace,
    to: files ? { to: '/files' } : { to: '/machines' },
  };
}

export function NeedsYou({ needs }: { needs: Need[] }) {
  if (needs.length === 0) return null;
  return (
    <section className={`card clip ${css.needs}`} aria-label={say.needsYou}>
      {needs.map((need) => (
        <div key={need.key} className="list-row roomy">
          <span className={`tile ${need.kind}`}>
            <need.icon size={18} stroke={1.8} aria-hidden />
          </span>
          <span className="words">
            <span className="strong">{need.title}</span>
            <br />
            <span className="sub">{need.detail}</span>
          </span>
          <Button
            className="push"
            variant="default"
            size="xs"
            aria-label={`${need.button}: ${need.title}`}
            renderRoot={(props: object) => <Link {...need.to} {...props} />}
          >
            {need.button}
          </Button>
        </div>
      ))}
    </section>
  );
}
