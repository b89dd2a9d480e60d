import type { Identity } from '../identity.ts';
import { personWords } from '../mails/account-mails.ts';
import { queueMails } from '../mails/queue-mails.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** So long before its end a project is told of once a week, and in its last days every day. */
const WEEKLY_DAYS = 30;
const DAILY_DAYS = 7;
/** A day's reminder may come a little earlier than the one of the day before: work that is repeated is never on time. */
const EARLY_MS = HOUR_MS;
/** People who are told in one transaction. */
const BATCH = 100;

/**
 * Writes the owners of projects that end soon one mail about all of them, at most one a day; each with what says that it was
 * written. Answers how many.
 */
export async function remindOwners(identity: Identity, signal?: AbortSignal): Promise<number> {
  let told = 0;
  for (;;) {
    if (signal?.aborted === true) return told;
    const some = await remindSome(identity);
    told += some;
    if (some < BATCH) return told;
  }
}

function remindSome(identity: Identity): Promise<number> {
  const now = identity.clock.now();
  const after = (milliseconds: number): Date => new Date(now.getTime() + milliseconds);
  return identity.store.transaction(async (tx) => {
    const ending = await tx.reminders.due({
      now,
      until: after(WEEKLY_DAYS * DAY_MS),
      daily: after(DAILY_DAYS * DAY_MS),
      dayAgo: after(EARLY_MS - DAY_MS),
      weekAgo: after(EARLY_MS - DAILY_DAYS * DAY_MS),
      limit: BATCH,
    });
    if (ending.length === 0) return 0;
    const byOwner = Map.groupBy(ending, ({ ownerId }) => ownerId);
    const people = await tx.accounts.byIds([...byOwner.keys()]);
    await queueMails(
      identity,
      tx,
      people.map((person) => ({
        template: 'im/projects/project_ending_notification.txt' as const,
        to: person.email,
        variables: {
          user: personWords(person),
          projects: byOwner.get(person.id)!.map(({ uuid, realname, endAt }) => ({
            realname,
            end_date: endAt,
            days: Math.ceil((endAt.getTime() - now.getTime()) / DAY_MS),
            url: `${identity.baseUrl}/ui/projects/${uuid}`,
          })),
        },
      })),
    );
    await tx.reminders.note([...byOwner.keys()], now);
    return byOwner.size;
  });
}
