import { identityOver, componentOver } from '#contract/program-clients';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { BlockOwners } from '#blockstore/collection/owners';
import { openBlockStore } from '#blockstore/open-block-store';
import { ClockWatch } from '#platform/clock-watch';
import { type Database, migrate, type OpenDatabase, openDatabase } from '#platform/database/database';
import { openRecovery } from '#platform/database/recovery';
import { diskTrouble } from '#platform/disk-space';
import { closeLedger, openLedger } from '#platform/quota/ledger';
import { quotaHolder } from '#platform/quota/quota-holder';
import { repeat } from '#platform/repeated-work/repeat';
import { startRepeatedWork } from '#platform/repeated-work/run-repeated-work';
import type { RoleContext, RoleDefinition, RunningRole, WatchedService } from '#platform/service/role';
import { LiveStreams } from '#platform/live/live-streams';
import { Semaphore } from '#platform/semaphore';
import { HashLists } from './api/objects/hash-lists.ts';
import { listLimit } from './api/busy.ts';
import { TransferWatch } from './api/transfer-watch.ts';
import { liveTopics } from './domain/live.ts';
import { fail } from './errors.ts';
import { CommitQueue } from './domain/objects/commit-queue.ts';
import { ContainerCache } from './domain/containers/container-cache.ts';
import type { Limits, ObjectStorage } from './domain/object-storage.ts';
import type { WritableStorage } from './domain/objects/writable-storage.ts';
import { DEADLINE_MS, identityService, quotaWords } from './identity/identity-service.ts';
import { upkeepDone } from './domain/blocks/upkeep.ts';
import { DiskRoom } from './domain/blocks/disk-room.ts';
import { InFlights } from './domain/blocks/in-flight.ts';
import { versionsOwner } from './domain/blocks/versions-owner.ts';
import { stopHeart } from './jobs/heartbeat.ts';
import { objectWork } from './jobs/repeated-work.ts';
import type { ObjectSettings } from './settings.ts';
import { migrations } from './store/migrations.ts';
import type { ObjectSchema } from './store/schema.ts';
import { skipVersions } from './store/versions/versions.ts';
import { openStore, type Store } from './store/store.ts';

/** Largest body of one request. */
const MAX_BODY_BYTES = 5 * 1024 ** 3;
/** All metadata of one thing: Node.js and others read 16 KiB of headers, of which our own are up to 5. */
const MAX_METADATA_BYTES = 10 * 1024;
/** Largest list of hashes: about 0.9 million blocks. */
const MAX_HASHMAP_BYTES = 64 * 1024 * 1024;
/** A statement that takes longer is given up: a list too expensive to make is an error, not an outage. */
const STATEMENT_TIMEOUT_MS = 20_000;
/** A commission younger than this may belong to a request that still runs. */
const ABANDONED_MS = 5 * 60_000;

/** What object storage needs of its surroundings; every role context has it. */
export type ObjectContext = Pick<
  RoleContext,
  | 'settings'
  | 'clock'
  | 'ids'
  | 'killPoint'
  | 'log'
  | 'databaseUrl'
  | 'dataDirectory'
  | 'baseUrl'
  | 'disk'
  | 'transportTo'
  | 'secrets'
>;

/** Opens the migrated database and the block store, and the rules over them. */
export async function openObjectStorage(context: ObjectContext): Promise<WatchedService<WritableStorage>> {
  const settings = context.settings as ObjectSettings;
  const { clock, ids, killPoint, log } = context;
  const [db, changes] = ['object', 'object changes'].map((name) =>
    openDatabase<ObjectSchema>({
      url: context.databaseUrl('object'),
      poolSize: settings.PITHOS_BACKEND_POOL_SIZE,
      name,
      statementTimeoutMs: STATEMENT_TIMEOUT_MS,
    }),
  ) as [OpenDatabase<ObjectSchema>, OpenDatabase<ObjectSchema>];
  const close = async (): Promise<void> => {
    await Promise.all([db.destroy(), changes.destroy()]);
  };
  try {
    await migrate(db, migrations);
    const store = openStore(db);
    await store.config.fix('block_size', String(settings.PITHOS_BACKEND_BLOCK_SIZE));
    const blocks = await openBlockStore({
      directory: join(context.dataDirectory, 'blocks'),
      blockSize: settings.PITHOS_BACKEND_BLOCK_SIZE,
      disk: context.disk,
    });
    const database = db as Database<unknown>;
    const recovery = await openRecovery({
      database,
      name: 'object',
      dataDirectory: context.dataDirectory,
      clock,
      log,
      releasedBy: 'recovery-release-pithos',
      skipNumbers: skipVersions,
    });
    const users = identityOver(context.transportTo('identity'));
    const component = componentOver(
      context.transportTo('identity'),
      context.secrets.component('pithos').reveal(),
    );
    const pause = (milliseconds: number): Promise<void> => setTimeout(milliseconds);
    const clockWatch = new ClockWatch({ database, name: 'object', clock, log });
    const processId = ids.uuid();
    const service: WritableStorage = {
      store,
      blocks,
      turns: new Semaphore({ atOnce: 1 }),
      owners: new BlockOwners(blocks.owners),
      disk: context.disk,
      baseUrl: context.baseUrl,
      recovery,
      clockWatch,
      identity: identityService(users, component, clock),
      clock,
      ids,
      log,
      killPoint,
      limits: limitsOf(settings),
      pause,
      every: (everyMs, name, work) => repeat({ name, everyMs, work, clock, log }),
      commits: new CommitQueue(),
      containers: new ContainerCache(clock),
      processId,
      inFlights: new InFlights(clock),
      room: new DiskRoom(),
      ledger: openLedger<Store>({
        store: openStore(changes),
        holder: quotaHolder(component, quotaWords, DEADLINE_MS),
        clock,
        clockWatch,
        ids,
        log,
        killPoint,
        abandonedAfterMs: ABANDONED_MS,
        processId,
        pause,
      }),
    };
    await service.owners.register(versionsOwner(service));
    const trouble = async () => (await db.health.trouble()) ?? diskTrouble(context.disk);
    return { service, close, trouble };
  } catch (error) {
    await close();
    throw error;
  }
}

function limitsOf(settings: ObjectSettings): Limits {
  return {
    listLimit: settings.PITHOS_API_LIST_LIMIT,
    maxMetadata: settings.PITHOS_RESOURCE_MAX_METADATA,
    maxMetadataBytes: MAX_METADATA_BYTES,
    maxGroups: settings.PITHOS_ACC_MAX_GROUPS,
    maxGroupMembers: settings.PITHOS_ACC_MAX_GROUP_MEMBERS,
    maxBodyBytes: MAX_BODY_BYTES,
    maxHashmapBytes: MAX_HASHMAP_BYTES,
    defaultVersioning: settings.PITHOS_BACKEND_VERSIONING,
    defaultContainerQuota: BigInt(settings.PITHOS_BACKEND_CONTAINER_QUOTA),
    freeVersioning: settings.PITHOS_BACKEND_FREE_VERSIONING,
    md5AtOnceBytes: settings.PITHOS_UPDATE_MD5_AT_ONCE,
    blockGraceMs: settings.PITHOS_GC_GRACE * 1000,
  };
}

/** Object storage as its leader has it: whatever it writes is written by way of a database that fences it. */
export function leading(service: WritableStorage, database: Database<ObjectSchema>): WritableStorage {
  const store = openStore(database);
  const led: WritableStorage = {
    ...service,
    store,
    ledger: openLedger({ ...service.ledger, store }),
    recovery: service.recovery.over(database as Database<unknown>),
  };
  return { ...led, owners: service.owners.with(versionsOwner(led)) };
}

/** The live streams of one process over its storage. */
export function openLiveStreams({ store, identity, clock, log }: ObjectStorage): LiveStreams {
  return new LiveStreams({
    name: 'object',
    versionsOf: (users) => liveTopics(store, users),
    endedOf: (credentials, signal) => identity.endedOf(credentials, signal),
    clock,
    log,
    refuse: () => fail('too_many_streams', {}, { headers: { 'retry-after': '30' } }),
  });
}

async function start(context: RoleContext): Promise<RunningRole> {
  // A command opens the domain alone and needs no routes.
  const { objectApp } = await import('./app.ts');
  const { service, close, trouble } = await openObjectStorage(context);
  const settings = context.settings as ObjectSettings;
  const transfers = new TransferWatch(settings.PITHOS_UPLOAD_IDLE_TIMEOUT * 1000);
  const api = {
    storage: service,
    baseUrl: context.baseUrl,
    computeToken: context.secrets.component('cyclades'),
    transfers,
    lists: listLimit(),
    hashLists: new HashLists(),
    live: openLiveStreams(service),
  };
  const app = objectApp(api, {
    log: context.log,
    metrics: context.metrics.http,
    ...(context.checkReplies === undefined ? {} : { checkReplies: context.checkReplies }),
  });
  const work = startRepeatedWork({
    name: 'object',
    context,
    service,
    work: objectWork,
    overDatabase: (database: Database<ObjectSchema>) => leading(service, database),
    endLead: ({ ledger }) => closeLedger(ledger),
  });
  return {
    app,
    trouble,
    async ready() {
      await app.ready();
    },
    stop: async () => {
      api.live.stop();
      service.room.stop();
      await Promise.all([app.close(), work.stop()]);
      await upkeepDone(service);
      await closeLedger(service.ledger);
      await stopHeart(service).catch(() => undefined);
      transfers.stop();
      await service.blocks.close();
      await close();
    },
  };
}

/** Object storage: accounts, containers, objects, and the blocks under them. */
export const objectRole: RoleDefinition<ObjectStorage> = {
  name: 'object',
  open: openObjectStorage,
  start,
};
