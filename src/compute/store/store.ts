import { JobStore } from '#platform/jobs/job-store';
import { QuotaStore } from '#platform/quota/quota-store';
import { BackendStore } from './backends/backends.ts';
import { OrphanStore } from './backends/orphans.ts';
import { FlavorStore } from './flavors.ts';
import { KeypairStore } from './keypairs.ts';
import { NetworkStore } from './networks/networks.ts';
import { PortStore } from './networks/ports.ts';
import { ScreenStore } from './screens.ts';
import { BelongingStore } from './servers/belongings.ts';
import { DiagnosticStore } from './servers/diagnostics.ts';
import { FirstPasswordStore } from './servers/first-passwords.ts';
import { IntentStore } from './servers/intents.ts';
import { MetadataStore } from './servers/metadata.ts';
import { OneTimeDocumentStore } from './servers/one-time-documents.ts';
import { ServerStore } from './servers/servers.ts';
import type { Session } from './session.ts';
import { VolumeStore } from './volumes.ts';

/** Everything compute keeps, on one connection pool or inside one transaction. */
export class Store {
  readonly servers: ServerStore;
  readonly belongings: BelongingStore;
  readonly diagnostics: DiagnosticStore;
  readonly metadata: MetadataStore;
  readonly intents: IntentStore;
  readonly oneTimeDocuments: OneTimeDocumentStore;
  readonly firstPasswords: FirstPasswordStore;
  readonly networks: NetworkStore;
  readonly ports: PortStore;
  readonly volumes: VolumeStore;
  readonly flavors: FlavorStore;
  readonly backends: BackendStore;
  readonly orphans: OrphanStore;
  readonly keypairs: KeypairStore;
  readonly screens: ScreenStore;
  readonly quota: QuotaStore;
  readonly jobs: JobStore;
  readonly #db: Session;

  constructor(db: Session) {
    this.#db = db;
    this.servers = new ServerStore(db);
    this.belongings = new BelongingStore(db);
    this.diagnostics = new DiagnosticStore(db);
    this.metadata = new MetadataStore(db);
    this.intents = new IntentStore(db);
    this.oneTimeDocuments = new OneTimeDocumentStore(db);
    this.firstPasswords = new FirstPasswordStore(db);
    this.networks = new NetworkStore(db);
    this.ports = new PortStore(db);
    this.volumes = new VolumeStore(db);
    this.flavors = new FlavorStore(db);
    this.backends = new BackendStore(db);
    this.orphans = new OrphanStore(db);
    this.keypairs = new KeypairStore(db);
    this.screens = new ScreenStore(db);
    this.quota = QuotaStore.over(db);
    this.jobs = new JobStore(db);
  }

  /** Runs work in one transaction; an error takes everything back. Inside a transaction it joins it. */
  transaction<T>(work: (tx: Store) => Promise<T>): Promise<T> {
    if (this.#db.isTransaction) return work(this);
    return this.#db.transaction().execute((tx) => work(new Store(tx)));
  }
}
