import { identityOver, componentOver, objectInternalOver, vncDoorOver } from '#contract/program-clients';
import { operatorOrigin, ownOrigin } from '#platform/audit/origin';
import { setTimeout } from 'node:timers/promises';
import { startEvents } from '#platform/bus/define-event';
import { Callers } from '#platform/callers';
import { ClockWatch } from '#platform/clock-watch';
import { type Database, migrate, openDatabase } from '#platform/database/database';
import { openRecovery } from '#platform/database/recovery';
import { diskTrouble } from '#platform/disk-space';
import { migrateJobs, startJobs } from '#platform/jobs/run-jobs';
import { LiveStreams } from '#platform/live/live-streams';
import { closeLedger, openLedger } from '#platform/quota/ledger';
import { quotaHolder } from '#platform/quota/quota-holder';
import { startRepeatedWork } from '#platform/repeated-work/run-repeated-work';
import type { RoleContext, RoleDefinition, RunningRole, WatchedService } from '#platform/service/role';
import type { Compute } from './domain/compute.ts';
import { jobNotes } from './domain/servers/job-notes.ts';
import { clusterDoor } from './ganeti/clusters.ts';
import { computeEvents } from './jobs/events.ts';
import { computeJobs, removeNetworkJob, settleJob, submitJob } from './jobs/jobs.ts';
import { computeWork, type LeadingCompute } from './jobs/repeated-work.ts';
import { quotaWords } from './domain/quota.ts';
import { error, fail } from './errors.ts';
import { Remembered } from '#platform/remembered';
import { sharedRateLimit } from '#platform/rate-limit';
import { Semaphore } from '#platform/semaphore';
import type { ComputeSettings } from './settings.ts';
import { migrations } from './store/migrations.ts';
import { skipNumbers } from './store/recovery.ts';
import type { ComputeSchema } from './store/schema.ts';
import { sealer } from './store/sealing.ts';
import { openStore, type Store } from './store/store.ts';

const POOL_SIZE = 10;
/** The dispatcher does little at a time. */
const SMALL_POOL_SIZE = 4;
/** A transaction that records a serial takes far less; its commission may only be called abandoned after this. */
const ABANDONED_MS = 60_000;
/** What strangers read of the cloud is so old at most. */
const COUNTS_MS = 60_000;
/** Long lists that one account may read at a time. */
const LISTS_AT_A_TIME = 4;
/** A list that takes longer is refused rather than endured (C15). */
const STATEMENT_TIMEOUT_MS = 5_000;

/** The domain of compute on its migrated database, without listeners or loops. */
async function open(context: RoleContext, poolSize = POOL_SIZE): Promise<WatchedService<Compute>> {
  const url = context.databaseUrl('compute');
  const db = openDatabase<ComputeSchema>({
    url,
    poolSize,
    name: 'compute',
    statementTimeoutMs: STATEMENT_TIMEOUT_MS,
  });
  try {
    await migrate(db, migrations);
    await migrateJobs(await context.sessionsUrl('compute'));
    const database = db as Database<unknown>;
    const { clock, log } = context;
    const recovery = await openRecovery({
      database,
      name: 'compute',
      dataDirectory: context.dataDirectory,
      clock,
      log,
      releasedBy: 'recovery-release-cyclades',
      skipNumbers,
    });
    const clockWatch = new ClockWatch({ database, name: 'compute', clock, log });
    const { SERVER_CREATES_PER_MINUTE, NETWORK_CREATES_PER_MINUTE } = context.settings as ComputeSettings;
    const limitOf = (name: string, points: number) =>
      points === 0 ? undefined : sharedRateLimit(database, clock, { name, points, seconds: 60 });
    const service = wire(context, openStore(db), {
      recovery,
      clockWatch,
      createLimit: limitOf('server-creates', SERVER_CREATES_PER_MINUTE),
      networkLimit: limitOf('network-creates', NETWORK_CREATES_PER_MINUTE),
    });
    return {
      service,
      close: async () => {
        await closeLedger(service.ledger);
        await db.destroy();
      },
      trouble: () => db.health.trouble(),
    };
  } catch (error) {
    await db.destroy();
    throw error;
  }
}

function wire(
  context: RoleContext,
  store: Compute['store'],
  guards: Pick<Compute, 'recovery' | 'clockWatch' | 'createLimit' | 'networkLimit'>,
): Compute {
  const { clock, secrets } = context;
  const settings = context.settings as ComputeSettings;
  const identity = identityOver(context.transportTo('identity'));
  const componentToken = secrets.component('cyclades');
  const asComponent = componentOver(context.transportTo('identity'), componentToken.reveal());
  const seal = sealer(secrets.sealingKey);
  const { clusterOf } = clusterDoor({
    sealer: seal,
    clock,
    transportTo: () => context.transportTo('vmhost'),
  });
  const callers = new Callers(identity, clock, {
    badToken: (_reason, cause) => error('bad_token', {}, { cause }),
    termsPending: (cause) => error('terms_pending', {}, { cause }),
    away: (cause) => error('identity_unavailable', {}, { cause }),
  });
  const ledger = openLedger<Store>({
    store,
    holder: quotaHolder(asComponent, quotaWords),
    clock,
    clockWatch: guards.clockWatch,
    ids: context.ids,
    log: context.log,
    killPoint: context.killPoint,
    abandonedAfterMs: ABANDONED_MS,
    processId: context.ids.uuid(),
    pause: (milliseconds) => setTimeout(milliseconds),
    wake: (tx) => settleJob.add(tx, {}),
  });
  return {
    store,
    clock,
    ids: context.ids,
    log: context.log,
    killPoint: context.killPoint,
    origin: context.operator === undefined ? ownOrigin('cyclades') : operatorOrigin(context.operator),
    ...guards,
    settings,
    baseUrl: context.baseUrl,
    ledger,
    callers,
    people: asComponent,
    publicCounts: new Remembered(clock, COUNTS_MS),
    simpleCounts: new Remembered(clock, COUNTS_MS),
    objects: objectInternalOver(context.transportTo('object'), componentToken.reveal()),
    clusterOf,
    sealer: seal,
    sealingKey: secrets.sealingKey,
    componentToken,
    vncDoor:
      settings.VNC_DOOR_ADDRESS === ''
        ? undefined
        : vncDoorOver(context.transportTo('console'), componentToken.reveal()),
    submitJob,
    jobNotes: jobNotes({ store, clock }),
    removeNetworkJob,
    disk: context.disk,
    listSlots: new Semaphore({ atOnce: LISTS_AT_A_TIME }),
    live: new LiveStreams({
      name: 'compute',
      versionsOf: (users) => store.live.versions(users),
      endedOf: (credentials, signal) => asComponent.endedCredentials(credentials, { signal }),
      clock,
      log: context.log,
      refuse: () => fail('too_many_streams', {}, { headers: { 'retry-after': '30' } }),
    }),
  };
}

/** Compute as its leader has it: whatever it writes is written by way of a database that fences it. */
function leading(service: LeadingCompute, database: Database<ComputeSchema>): LeadingCompute {
  const store = openStore(database);
  return {
    ...service,
    store,
    ledger: openLedger({ ...service.ledger, store }),
    recovery: service.recovery.over(database as Database<unknown>),
    doubts: new Map(),
  };
}

async function startCompute(context: RoleContext): Promise<RunningRole> {
  // A command opens the domain alone and needs no routes.
  const { computeApp } = await import('./app.ts');
  const { service, close, trouble } = await open(context);
  const { log, killPoint, metrics } = context;
  const jobs = await startJobs({
    url: await context.sessionsUrl('compute'),
    service,
    jobs: computeJobs,
    log,
    killPoint,
  });
  const app = computeApp(service, {
    log,
    metrics: metrics.http,
    ...(context.checkReplies === undefined ? {} : { checkReplies: context.checkReplies }),
  });
  const unchained = metrics.gauge('synnefo_compute_audit_unchained', 'Entries of the audit to be chained.');
  const oldestUnchained = metrics.gauge(
    'synnefo_compute_audit_unchained_oldest_seconds',
    'For how long the oldest of them waits.',
  );
  const running: LeadingCompute = {
    ...service,
    doubts: new Map(),
    noteUnchained: (count, oldestSeconds) => {
      unchained.set(count);
      oldestUnchained.set(oldestSeconds);
    },
    // Whoever collects the log has a copy of the chain's head that nobody with the database can change.
    noteChained: ({ number, ids, hash }) =>
      log.info({ batch: String(number), entries: ids.length, hash: hash.toString('hex') }, 'audit chained'),
  };
  const work = startRepeatedWork({
    name: 'compute',
    context,
    service: running,
    work: computeWork,
    overDatabase: (database: Database<ComputeSchema>) => leading(running, database),
    endLead: ({ ledger }) => closeLedger(ledger),
  });
  return {
    app,
    trouble: async () => (await trouble()) ?? diskTrouble(context.disk),
    ready: async () => {
      await app.ready();
      await service.store.backends.all();
    },
    stop: async () => {
      service.live.stop();
      await app.close();
      await Promise.all([jobs.stop(), work.stop()]);
      await close();
    },
  };
}

async function startDispatcher(context: RoleContext): Promise<RunningRole> {
  const { service, close, trouble } = await open(context, SMALL_POOL_SIZE);
  const bus = await context.bus();
  const dispatching = await startEvents(service, bus, computeEvents);
  return {
    ready: async () => undefined,
    trouble: async () => (await trouble()) ?? (await bus.trouble?.()),
    stop: async () => {
      await dispatching.stop();
      await close();
    },
  };
}

/** Servers, flavors, images, networks and keys: the API, the jobs that its changes lead to, and the repeated work. */
export const computeRole: RoleDefinition<Compute> = {
  name: 'compute',
  open: (context) => open(context),
  start: startCompute,
};
/** Takes in what the back ends tell; any number of them may run. */
export const dispatcherRole: RoleDefinition = {
  name: 'dispatcher',
  start: startDispatcher,
};
