import type { Database } from '#platform/database/database';
import { QuotaStore } from '#platform/quota/quota-store';
import { AccountStore } from './accounts.ts';
import { CollectionStore } from './blocks/collections.ts';
import { DamageStore } from './blocks/damage.ts';
import { LoanStore } from './blocks/loans.ts';
import { ProcessStore } from './blocks/processes.ts';
import { ProofStore } from './blocks/proofs.ts';
import { RoomStore } from './blocks/room.ts';
import { UpkeepStore } from './blocks/upkeep.ts';
import { ConfigStore } from './config.ts';
import { ContainerStore } from './containers/containers.ts';
import { CounterStore } from './containers/counters.ts';
import { RemovalStore } from './containers/removals.ts';
import { ArchivedStore } from './folders/archived.ts';
import { FolderStore } from './folders/folders.ts';
import { SearchStore } from './folders/search.ts';
import { ImageStore } from './images.ts';
import { ListingStore } from './listings.ts';
import { LiveStore } from './live.ts';
import { ObjectStore } from './objects/objects.ts';
import { SharingStore } from './sharing.ts';
import { AttributeStore } from './versions/attributes.ts';
import { ChecksumStore } from './versions/checksums.ts';
import { HistoryStore } from './versions/history.ts';
import { VersionStore } from './versions/versions.ts';
import type { Db } from './rows.ts';
import type { ObjectSchema } from './schema.ts';

/** Everything object storage keeps in its database, on one pool or inside one transaction. */
export interface Store {
  readonly accounts: AccountStore;
  readonly containers: ContainerStore;
  readonly counters: CounterStore;
  readonly removals: RemovalStore;
  readonly objects: ObjectStore;
  readonly listings: ListingStore;
  readonly folders: FolderStore;
  readonly archived: ArchivedStore;
  readonly search: SearchStore;
  readonly live: LiveStore;
  readonly versions: VersionStore;
  readonly attributes: AttributeStore;
  readonly history: HistoryStore;
  readonly checksums: ChecksumStore;
  readonly sharing: SharingStore;
  readonly images: ImageStore;
  readonly collections: CollectionStore;
  readonly proofs: ProofStore;
  readonly loans: LoanStore;
  readonly damage: DamageStore;
  readonly processes: ProcessStore;
  readonly room: RoomStore;
  readonly upkeep: UpkeepStore;
  readonly quota: QuotaStore;
  readonly config: ConfigStore;
  /** Runs work in one transaction; an error takes everything back. Inside a transaction it joins it. */
  transaction<T>(work: (tx: Store) => Promise<T>): Promise<T>;
}

/** The store over an open database. */
export function openStore(db: Database<ObjectSchema>): Store {
  return {
    ...storesOf(db),
    transaction: (work) => db.transaction().execute((tx) => work(inTransaction(tx))),
  };
}

function inTransaction(tx: Db): Store {
  const store: Store = { ...storesOf(tx), transaction: (work) => work(store) };
  return store;
}

function storesOf(db: Db): Omit<Store, 'transaction'> {
  const counters = new CounterStore(db);
  const versions = new VersionStore(db, counters);
  const loans = new LoanStore(db);
  return {
    accounts: new AccountStore(db, versions),
    containers: new ContainerStore(db, versions),
    counters,
    removals: new RemovalStore(db),
    objects: new ObjectStore(db),
    listings: new ListingStore(db),
    folders: new FolderStore(db),
    archived: new ArchivedStore(db),
    search: new SearchStore(db),
    live: new LiveStore(db),
    versions,
    attributes: new AttributeStore(db),
    history: new HistoryStore(db, counters),
    checksums: new ChecksumStore(db),
    sharing: new SharingStore(db),
    images: new ImageStore(db),
    collections: new CollectionStore(db, loans),
    proofs: new ProofStore(db),
    loans,
    damage: new DamageStore(db),
    processes: new ProcessStore(db),
    room: new RoomStore(db),
    upkeep: new UpkeepStore(db),
    quota: QuotaStore.over(db as Database<ObjectSchema>),
    config: new ConfigStore(db),
  };
}
