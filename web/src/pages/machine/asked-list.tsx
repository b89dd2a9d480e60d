import { Button } from '@mantine/core';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { IconActivity, IconCheck } from '@tabler/icons-react';
import type { Activity } from '#contract/compute';
import { say } from '#text/activity';
import { emailsQuery } from '../../api/people.ts';
import { sessionQuery } from '../../api/session.ts';
import type { activityQuery } from '../../live/machine.ts';
import { useNow } from '../../live/use-now.ts';
import { Empty } from '../../parts/empty.tsx';
import { Loaded } from '../../parts/loaded.tsx';
import { StateChip } from '../../parts/state-chip.tsx';
import { age, ago, exactTime } from '../../text/format.ts';
import { actionWord, personWord, reasonOf, resultOf } from './activity-words.ts';
import css from './activity.module.css';

/** What was asked of a machine, newest first; older ones come when they are wanted. */
export function AskedList({ of }: { of: ReturnType<typeof activityQuery> }) {
  const query = useInfiniteQuery(of);
  const { data: person } = useQuery(sessionQuery);
  const asked = query.data?.pages.flat();
  const others = (asked ?? []).flatMap(({ user_id }) =>
    user_id === null || user_id === person?.uuid ? [] : [user_id],
  );
  const { data: emails = {} } = useQuery(emailsQuery(others));
  const now = useNow();
  return (
    <Loaded
      of={{ ...query, data: asked }}
      failed={{ title: say.notLoaded, stillWorks: say.keepsRunning }}
      empty={
        <Empty icon={IconActivity} title={say.none}>
          {say.noneWhy}
        </Empty>
      }
      card
    >
      {(all) => (
        <section className="card clip" aria-label={say.title}>
          <div className="card-head">
            <h2 className="h2">{say.title}</h2>
          </div>
          <ol className={css.list}>
            {all.map((activity) => (
              <Asked
                key={activity.id}
                activity={activity}
                who={personWord(activity, person?.uuid, emails)}
                now={now}
              />
            ))}
          </ol>
          {query.hasNextPage && (
            <div className="list-row flat">
              <Button
                variant="default"
                size="compact-md"
                loading={query.isFetchingNextPage}
                onClick={() => void query.fetchNextPage()}
              >
                {say.older}
              </Button>
            </div>
          )}
        </section>
      )}
    </Loaded>
  );
}

function Asked({ activity, who, now }: { activity: Activity; who: string; now: number }) {
  const { created, ended } = activity;
  const reason = reasonOf(activity);
  const time =
    ended === null
      ? say.since({ time: age(created, now) })
      : say.took({ time: age(created, Date.parse(ended)) });
  return (
    <li className="list-row flat">
      <span className="lines grow">
        <span className="strong">{actionWord(activity)}</span>
        <br />
        <span className="sub small">
          {who} ·{' '}
          <time dateTime={created} title={exactTime(created)}>
            {ago(created, now)}
          </time>{' '}
          · {time}
        </span>
        {reason !== '' && (
          <>
            <br />
            <span className="small">{reason}</span>
          </>
        )}
      </span>
      <span className="push">
        <StateChip {...resultOf(activity)} {...(activity.result === 'done' ? { icon: IconCheck } : {})} />
      </span>
    </li>
  );
}
