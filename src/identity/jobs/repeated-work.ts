import { chainEntries } from '#platform/audit/chain-entries';
import type { BatchRow } from '#platform/audit/chain-store';
import { databaseWatch } from '#platform/repeated-work/database-watch';
import type { RepeatedWork } from '#platform/repeated-work/repeated-work';
import type { Acting } from '../domain/identity.ts';
import type { MailServer } from '../domain/mails/mail-server.ts';
import { sampleUsage } from '../domain/projects/usage-history.ts';
import { sendMails } from '../domain/mails/send-mails.ts';
import { cleanUp } from './clean-up.ts';
import { endExpired, remindOfEnds } from './end-expired.ts';

/** Identity as a process of it runs. */
export interface RunningIdentity extends Acting {
  /** Told how many commissions of a component are pending, and for how long the oldest, for the operator's alarm (R-I4). */
  notePending(component: string, count: number, oldestSeconds: number): void;
  /** Told how many mails wait, and for how long the oldest. */
  noteWaitingMails(count: number, oldestSeconds: number): void;
  /** Told how many entries of the audit are not chained yet, and for how long the oldest waits. */
  noteUnchained(count: number, oldestSeconds: number): void;
  /** Told each batch of the audit that was chained. */
  noteChained(batch: BatchRow): void;
  /** Takes the mails of the cloud; without one they are kept. */
  readonly mailServer: MailServer | undefined;
}

const MINUTE_MS = 60_000;
const MAILS_EVERY_MS = 5_000;

/** The repeated work of identity. */
export const identityWork: readonly RepeatedWork<RunningIdentity>[] = [
  ...databaseWatch('identity'),
  { name: 'identity.clean-up', everyMs: MINUTE_MS, by: 'leader', run: cleanUp },
  {
    name: 'identity.mails.send',
    everyMs: MAILS_EVERY_MS,
    by: 'leader',
    run: (service, signal) => sendMails(service, service.mailServer, signal),
  },
  { name: 'identity.usage.sample', everyMs: 60 * MINUTE_MS, by: 'leader', run: sampleUsage },
  { name: 'identity.projects.remind', everyMs: 10 * MINUTE_MS, by: 'leader', run: remindOfEnds },
  { name: 'identity.projects.end', everyMs: 10 * MINUTE_MS, by: 'leader', run: endExpired },
  {
    name: 'identity.audit.chain',
    everyMs: MINUTE_MS,
    by: 'leader',
    run: (service, signal) => chainEntries(service, signal, service.noteChained),
  },
  // Every process saw uses of its own.
  {
    name: 'identity.sessions.note-use',
    everyMs: MINUTE_MS,
    by: 'each process',
    run: ({ sessionUse, store }) => sessionUse.write(store),
  },
  // Every process has its own metrics.
  { name: 'identity.commissions.count', everyMs: MINUTE_MS, by: 'each process', run: countPending },
  { name: 'identity.mails.count', everyMs: MINUTE_MS, by: 'each process', run: countWaitingMails },
  { name: 'identity.audit.count', everyMs: MINUTE_MS, by: 'each process', run: countUnchained },
];

async function countPending({ store, clock, notePending }: RunningIdentity): Promise<void> {
  const now = clock.now().getTime();
  for (const { component, count, oldestIssuedAt } of await store.commissions.pendingByComponent())
    notePending(
      component,
      Number(count),
      oldestIssuedAt === null ? 0 : (now - oldestIssuedAt.getTime()) / 1000,
    );
}

async function countWaitingMails({ store, clock, noteWaitingMails }: RunningIdentity): Promise<void> {
  const { count, oldest } = await store.mails.waiting();
  noteWaitingMails(count, oldest === null ? 0 : (clock.now().getTime() - oldest.getTime()) / 1000);
}

async function countUnchained({ store, clock, noteUnchained }: RunningIdentity): Promise<void> {
  const { count, oldest } = await store.audit.waiting();
  noteUnchained(count, oldest === null ? 0 : (clock.now().getTime() - oldest.getTime()) / 1000);
}
