import type { Kysely } from 'kysely';
import type { AuditTables } from '#platform/audit/audit-tables';
import { AuditStore } from '#platform/audit/audit-store';
import { ChainStore } from '#platform/audit/chain-store';
import type { Database } from '#platform/database/database';
import { AccountStore } from './accounts/accounts.ts';
import { AdministeredAccountStore } from './accounts/administered-accounts.ts';
import { GroupStore } from './accounts/groups.ts';
import { AuthProfileStore } from './auth-profiles.ts';
import { CatalogStore } from './catalog/catalog.ts';
import { BearerStore } from './tokens/bearers.ts';
import { CommissionKeyStore } from './quota/commission-keys.ts';
import { CommissionStore } from './quota/commissions.ts';
import { HoldingStore } from './quota/holdings.ts';
import { MailStore } from './mails/mails.ts';
import { ProgramStore } from './programs.ts';
import { UsageSampleStore } from './quota/usage-samples.ts';
import { ProvisionLogStore } from './quota/provision-log.ts';
import { ApplicationStore } from './projects/applications.ts';
import { MembershipStore } from './projects/memberships.ts';
import { ReminderStore } from './projects/reminders.ts';
import { ProjectStore } from './projects/projects.ts';
import type { IdentitySchema } from './schema.ts';
import { SignInStore } from './sign-in.ts';
import { StatisticsStore } from './statistics.ts';
import { TermsStore } from './terms.ts';

/** Everything identity keeps, on one connection pool or inside one transaction. */
export interface Store {
  /** Reads what is committed, also inside a transaction. */
  readonly bearers: BearerStore;
  readonly accounts: AccountStore;
  readonly administeredAccounts: AdministeredAccountStore;
  readonly groups: GroupStore;
  readonly signIn: SignInStore;
  readonly terms: TermsStore;
  readonly authProfiles: AuthProfileStore;
  readonly catalog: CatalogStore;
  readonly projects: ProjectStore;
  readonly applications: ApplicationStore;
  readonly memberships: MembershipStore;
  readonly reminders: ReminderStore;
  readonly holdings: HoldingStore;
  readonly commissions: CommissionStore;
  readonly commissionKeys: CommissionKeyStore;
  readonly provisionLog: ProvisionLogStore;
  readonly usageSamples: UsageSampleStore;
  readonly mails: MailStore;
  readonly audit: AuditStore;
  readonly auditChain: ChainStore;
  readonly programs: ProgramStore;
  readonly statistics: StatisticsStore;
  /** Runs work in one transaction; an error takes everything back. Inside a transaction it joins it. */
  transaction<T>(work: (tx: Store) => Promise<T>): Promise<T>;
}

/** The store over an open database. */
export function openStore(database: Database<unknown>): Store {
  const db = database as Kysely<IdentitySchema>;
  const bearers = new BearerStore(db);
  return {
    bearers,
    ...storesOf(db),
    transaction: (work) => db.transaction().execute((tx) => work(inTransaction(tx, bearers))),
  };
}

function inTransaction(tx: Kysely<IdentitySchema>, bearers: BearerStore): Store {
  const store: Store = { bearers, ...storesOf(tx), transaction: (work) => work(store) };
  return store;
}

function storesOf(db: Kysely<IdentitySchema>): Omit<Store, 'bearers' | 'transaction'> {
  return {
    accounts: new AccountStore(db),
    administeredAccounts: new AdministeredAccountStore(db),
    groups: new GroupStore(db),
    signIn: new SignInStore(db),
    terms: new TermsStore(db),
    authProfiles: new AuthProfileStore(db),
    catalog: new CatalogStore(db),
    projects: new ProjectStore(db),
    applications: new ApplicationStore(db),
    memberships: new MembershipStore(db),
    reminders: new ReminderStore(db),
    holdings: new HoldingStore(db),
    commissions: new CommissionStore(db),
    commissionKeys: new CommissionKeyStore(db),
    provisionLog: new ProvisionLogStore(db),
    usageSamples: new UsageSampleStore(db),
    mails: new MailStore(db),
    // its tables are a part of the schema, which the type of a database does not say
    audit: new AuditStore(db as unknown as Kysely<AuditTables>),
    auditChain: new ChainStore(db as unknown as Kysely<AuditTables>),
    programs: new ProgramStore(db),
    statistics: new StatisticsStore(db),
  };
}
