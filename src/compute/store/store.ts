import type { Kysely } from 'kysely';
import { AuditStore } from '#platform/audit/audit-store';
import type { AuditTables } from '#platform/audit/audit-tables';
import { ChainStore } from '#platform/audit/chain-store';
import { JobStore } from '#platform/jobs/job-store';
import { QuotaStore } from '#platform/quota/quota-store';
import { BackendStore } from './backends/backends.ts';
import { OrphanStore } from './backends/orphans.ts';
import { ProjectBackendStore } from './backends/project-backends.ts';
import { FlavorStore } from './flavors.ts';
import { FlavorAccessStore } from './flavors/access.ts';
import { CloudCountStore } from './cloud-counts.ts';
import { EnforcementStore } from './enforcement.ts';
import { KeypairStore } from './keypairs.ts';
import { LiveStore } from './live.ts';
import { AddressStore } from './networks/addresses.ts';
import { AdministeredAddressStore } from './networks/administration-addresses.ts';
import { AdministeredNetworkStore } from './networks/administration-networks.ts';
import { AdministeredPoolStore } from './networks/administration-pools.ts';
import { BackendNetworkStore } from './networks/backend-networks.ts';
import { FloatingIpStore } from './networks/floating-ips.ts';
import { NetworkStore } from './networks/networks.ts';
import { PoolStore } from './networks/pools.ts';
import { PortStore } from './networks/ports.ts';
import { SubnetStore } from './networks/subnets.ts';
import { RescueImageStore } from './rescue-images.ts';
import { ScreenStore } from './screens.ts';
import { AdministeredServerStore } from './servers/administered-servers.ts';
import { BelongingStore } from './servers/belongings.ts';
import { DiagnosticStore } from './servers/diagnostics.ts';
import { FirstPasswordStore } from './servers/first-passwords.ts';
import { IntentStore } from './servers/intents.ts';
import { MetadataStore } from './servers/metadata.ts';
import { NewsStore } from './servers/news.ts';
import { OwnershipStore } from './servers/ownership.ts';
import { OneTimeDocumentStore } from './servers/one-time-documents.ts';
import { ServerStore } from './servers/servers.ts';
import { TagStore } from './servers/tags.ts';
import type { Session } from './session.ts';
import { VolumeStore } from './volumes.ts';

/** Everything compute keeps, on one connection pool or inside one transaction. */
export interface Store {
  readonly servers: ServerStore;
  readonly administeredServers: AdministeredServerStore;
  readonly belongings: BelongingStore;
  readonly ownership: OwnershipStore;
  readonly diagnostics: DiagnosticStore;
  readonly metadata: MetadataStore;
  readonly tags: TagStore;
  readonly rescueImages: RescueImageStore;
  readonly intents: IntentStore;
  readonly news: NewsStore;
  readonly oneTimeDocuments: OneTimeDocumentStore;
  readonly firstPasswords: FirstPasswordStore;
  readonly networks: NetworkStore;
  readonly subnets: SubnetStore;
  readonly pools: PoolStore;
  readonly addresses: AddressStore;
  readonly administeredNetworks: AdministeredNetworkStore;
  readonly administeredAddresses: AdministeredAddressStore;
  readonly administeredPools: AdministeredPoolStore;
  readonly floatingIps: FloatingIpStore;
  readonly backendNetworks: BackendNetworkStore;
  readonly ports: PortStore;
  readonly volumes: VolumeStore;
  readonly flavors: FlavorStore;
  readonly flavorAccess: FlavorAccessStore;
  readonly backends: BackendStore;
  readonly projectBackends: ProjectBackendStore;
  readonly orphans: OrphanStore;
  readonly cloudCounts: CloudCountStore;
  readonly enforcement: EnforcementStore;
  readonly keypairs: KeypairStore;
  readonly live: LiveStore;
  readonly screens: ScreenStore;
  readonly audit: AuditStore;
  readonly auditChain: ChainStore;
  readonly quota: QuotaStore;
  readonly jobs: JobStore;
  /** Runs work in one transaction; an error takes everything back. Inside a transaction it joins it. */
  transaction<T>(work: (tx: Store) => Promise<T>): Promise<T>;
}

/** The store over an open database. */
export function openStore(db: Session): Store {
  return {
    ...storesOf(db),
    transaction: (work) => db.transaction().execute((tx) => work(inTransaction(tx))),
  };
}

function inTransaction(tx: Session): Store {
  const store: Store = { ...storesOf(tx), transaction: (work) => work(store) };
  return store;
}

function storesOf(db: Session): Omit<Store, 'transaction'> {
  return {
    servers: new ServerStore(db),
    administeredServers: new AdministeredServerStore(db),
    belongings: new BelongingStore(db),
    ownership: new OwnershipStore(db),
    diagnostics: new DiagnosticStore(db),
    metadata: new MetadataStore(db),
    tags: new TagStore(db),
    rescueImages: new RescueImageStore(db),
    intents: new IntentStore(db),
    news: new NewsStore(db),
    oneTimeDocuments: new OneTimeDocumentStore(db),
    firstPasswords: new FirstPasswordStore(db),
    networks: new NetworkStore(db),
    subnets: new SubnetStore(db),
    pools: new PoolStore(db),
    addresses: new AddressStore(db),
    administeredNetworks: new AdministeredNetworkStore(db),
    administeredAddresses: new AdministeredAddressStore(db),
    administeredPools: new AdministeredPoolStore(db),
    floatingIps: new FloatingIpStore(db),
    backendNetworks: new BackendNetworkStore(db),
    ports: new PortStore(db),
    volumes: new VolumeStore(db),
    flavors: new FlavorStore(db),
    flavorAccess: new FlavorAccessStore(db),
    backends: new BackendStore(db),
    projectBackends: new ProjectBackendStore(db),
    orphans: new OrphanStore(db),
    cloudCounts: new CloudCountStore(db),
    enforcement: new EnforcementStore(db),
    keypairs: new KeypairStore(db),
    live: new LiveStore(db),
    screens: new ScreenStore(db),
    audit: new AuditStore(db as unknown as Kysely<AuditTables>),
    auditChain: new ChainStore(db as unknown as Kysely<AuditTables>),
    quota: QuotaStore.over(db),
    jobs: new JobStore(db),
  };
}
