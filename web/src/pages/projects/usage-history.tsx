import { Select } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { say } from '#text/projects';
import type { ConsoleMember } from '#contract/projects';
import { usageHistoryQuery } from '../../api/project-pages.ts';
import { Loaded } from '../../parts/loaded.tsx';
import { plainName } from '../../text/plain-name.ts';
import { RESOURCES } from '../../text/resources.ts';
import { useThisProject } from './project-context.ts';
import css from './projects.module.css';
import { UsageGraph } from './usage-graph.tsx';

const PERIODS = { week: say.lastWeek, year: say.lastYear };

/** What all members, or one of them, used of a resource in the last week or year. */
export function UsageHistory({ members }: { members: readonly ConsoleMember[] }) {
  const { id } = useThisProject();
  const [resource, setResource] = useState(RESOURCES[0]!);
  const [user, setUser] = useState('');
  const [period, setPeriod] = useState<keyof typeof PERIODS>('week');
  const asked = useQuery(
    usageHistoryQuery(id, { resource: resource.name, period, ...(user === '' ? {} : { user }) }),
  );
  return (
    <section className={`card pad ${css.history}`} aria-label={say.usageOverTime}>
      <h2 className="h2">{say.usageOverTime}</h2>
      <div className={`row wrap-row ${css.above}`}>
        <Select
          label={say.resource}
          data={RESOURCES.map(({ name, label }) => ({ value: name, label }))}
          allowDeselect={false}
          value={resource.name}
          onChange={(name) => setResource(RESOURCES.find((each) => each.name === name) ?? resource)}
        />
        <Select
          label={say.whoUses}
          data={[
            { value: '', label: say.allMembers },
            ...members.map((member) => ({ value: member.user, label: plainName(member.email) })),
          ]}
          allowDeselect={false}
          value={user}
          onChange={(value) => setUser(value ?? '')}
        />
        <Select
          label={say.period}
          data={Object.entries(PERIODS).map(([value, label]) => ({ value, label }))}
          allowDeselect={false}
          value={period}
          onChange={(value) => setPeriod(value === 'year' ? 'year' : 'week')}
        />
      </div>
      <Loaded of={asked} failed={{ title: say.historyNotLoaded }}>
        {(history) => {
          const amounts = history.points.map(({ usage }) => Number(usage));
          const words = say.historyWords({
            most: resource.format(Math.max(0, ...amounts)),
            now: resource.format(amounts.at(-1) ?? 0),
          });
          return (
            <>
              <UsageGraph history={history} label={`${resource.label}: ${words}`} />
              <p className="sub">{words}</p>
            </>
          );
        }}
      </Loaded>
    </section>
  );
}
