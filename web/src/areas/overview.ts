import { useQuery } from '@tanstack/react-query';
import { IconGauge, IconLayoutDashboard } from '@tabler/icons-react';
import { say } from '#text/areas';
import { useProject } from '../api/projects.ts';
import { quotasQuery } from '../api/quota.ts';
import { allUsesOf } from '../text/all-resources.ts';
import type { Use } from '../text/resources.ts';
import type { Area, Need } from './area.ts';

const NEARLY_FULL = 0.9;

/** The first page, and the quota, which belongs to no area alone. */
export const overview: Area = {
  pages: [
    { to: '/', label: say.overview, icon: IconLayoutDashboard, group: 'main', letter: 'o', onPhone: true },
  ],
  useNeeds: () => {
    const project = useProject();
    const { data: quotas } = useQuery(quotasQuery(project));
    return quotas === undefined ? [] : allUsesOf(quotas, project).filter(nearlyFull).map(needOf);
  },
};

/** Where something of it can be given back; all else in the machines. */
const PLACES: Readonly<Record<string, Need['to']>> = {
  'pithos.diskspace': { to: '/files' },
  'cyclades.network.private': { to: '/networks' },
  'cyclades.floating_ip': { to: '/networks', search: { tab: 'addresses' } },
};

function nearlyFull({ used, others, total }: Use): boolean {
  // A limit of one or two is meant to be used up; that needs nobody.
  return Number.isFinite(total) && total > 2 && (used + others) / total >= NEARLY_FULL;
}

function needOf(use: Use): Need {
  const percent = Math.round(((use.used + use.others) / use.total) * 100);
  const left = Math.max(0, use.total - use.used - use.others);
  return {
    key: use.name,
    icon: IconGauge,
    kind: 'warn',
    title: say.nearlyFull({ resource: use.label, percent }),
    detail: say.left({ left: use.format(left), total: use.format(use.total) }),
    button: say.freeSpace,
    to: PLACES[use.name] ?? { to: '/machines' },
  };
}
