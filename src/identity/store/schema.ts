import type { ColumnType, Generated } from 'kysely';

/** A column filled by the database when left out, never set to null. */
type WithDefault<T> = ColumnType<T, T | undefined, T>;

export interface UsersTable {
  id: Generated<bigint>;
  uuid: string;
  email: string;
  username: string;
  firstName: string;
  lastName: string;
  passwordHash: string | null;
  isActive: WithDefault<boolean>;
  emailVerified: WithDefault<boolean>;
  verifiedAt: Date | null;
  moderated: WithDefault<boolean>;
  moderatedAt: Date | null;
  acceptedPolicy: string | null;
  acceptedEmail: string | null;
  isRejected: WithDefault<boolean>;
  rejectedReason: string | null;
  deactivatedReason: string | null;
  deactivatedAt: Date | null;
  hasSignedTerms: WithDefault<boolean>;
  signedTermsAt: Date | null;
  tokenHash: Buffer | null;
  tokenCreatedAt: Date | null;
  tokenExpiresAt: Date | null;
  permissions: WithDefault<string[]>;
  level: WithDefault<number>;
  invitations: WithDefault<number>;
  defaultProject: string | null;
  joinedAt: Date;
  updatedAt: Date;
  lastLoginAt: Date | null;
}

export interface GroupsTable {
  id: Generated<bigint>;
  name: string;
}

export interface UserGroupsTable {
  userId: bigint;
  groupId: bigint;
}

/** A way to log in: `local` has empty issuer and subject; outside identities are keyed by (module, issuer, subject). */
export interface SignInMethodsTable {
  id: Generated<bigint>;
  userId: bigint;
  module: string;
  issuer: WithDefault<string>;
  subject: WithDefault<string>;
  active: WithDefault<boolean>;
  createdAt: Date;
  lastLoginAt: Date | null;
}

export interface SessionsTable {
  id: Generated<bigint>;
  secretHash: Buffer;
  userId: bigint;
  createdAt: Date;
  expiresAt: Date;
  address: string;
  userAgent: string;
}

/** Failed and running log-ins of one account or one address, shared by every door and every process. */
export interface SignInAttemptsTable {
  key: string;
  windowStartedAt: Date;
  attempts: number;
  nextAllowedAt: Date;
}

export interface ComponentsTable {
  id: Generated<bigint>;
  name: string;
  baseUrl: string | null;
  uiUrl: string | null;
  tokenHash: Buffer;
  tokenCreatedAt: Date;
  tokenExpiresAt: Date | null;
  mayForce: WithDefault<boolean>;
}

/** What the release declared of a component when that was applied last. */
export interface DeclarationsTable {
  componentId: bigint;
  document: ColumnType<unknown, string, string>;
}

export interface ServicesTable {
  id: Generated<bigint>;
  componentId: bigint;
  name: string;
  type: string;
}

export interface EndpointsTable {
  id: Generated<bigint>;
  serviceId: bigint;
  /** Every value is text, as it is served. */
  attributes: ColumnType<Record<string, string>, string, string>;
}

export interface ResourcesTable {
  id: Generated<bigint>;
  name: string;
  description: string;
  unit: string | null;
  serviceType: string;
  serviceOrigin: string;
  systemDefault: bigint;
  projectDefault: bigint;
  uiVisible: boolean;
  apiVisible: boolean;
}

export interface ProjectsTable {
  id: Generated<bigint>;
  uuid: string;
  isBase: boolean;
  realname: string;
  /** Reserves the name; null while nothing is reserved. */
  name: string | null;
  ownerId: bigint | null;
  homepage: WithDefault<string>;
  description: WithDefault<string>;
  private: WithDefault<boolean>;
  joinPolicy: number;
  leavePolicy: number;
  maxMembers: bigint;
  state: number;
  createdAt: Date;
  endAt: Date;
  deactivatedAt: Date | null;
  lastApplicationId: bigint | null;
}

export interface ProjectLogTable {
  id: Generated<bigint>;
  projectId: bigint;
  fromState: number | null;
  toState: number;
  at: Date;
  actorId: bigint | null;
  reason: WithDefault<string>;
  comments: WithDefault<string>;
}

export interface ProjectQuotasTable {
  projectId: bigint;
  resourceId: bigint;
  projectCapacity: bigint;
  memberCapacity: bigint;
}

export interface ApplicationsTable {
  id: Generated<bigint>;
  projectId: bigint;
  applicantId: bigint;
  ownerId: bigint | null;
  state: number;
  name: string | null;
  homepage: string | null;
  description: string | null;
  comments: string | null;
  startAt: Date | null;
  endAt: Date | null;
  joinPolicy: number | null;
  leavePolicy: number | null;
  maxMembers: bigint | null;
  private: boolean | null;
  issuedAt: Date;
  response: string | null;
  responseAt: Date | null;
  responseActorId: bigint | null;
}

export interface ApplicationQuotasTable {
  applicationId: bigint;
  resourceId: bigint;
  projectCapacity: bigint;
  memberCapacity: bigint;
}

export interface MembershipsTable {
  id: Generated<bigint>;
  userId: bigint;
  projectId: bigint;
  state: number;
  /** Was accepted at some time: holdings exist for it. */
  initialized: boolean;
}

export interface MembershipLogTable {
  id: Generated<bigint>;
  membershipId: bigint;
  fromState: number | null;
  toState: number;
  at: Date;
  actorId: bigint | null;
  reason: WithDefault<string>;
  comments: WithDefault<string>;
}

export interface HoldingsTable {
  id: Generated<bigint>;
  holder: string;
  source: string | null;
  resource: string;
  upperLimit: bigint;
  usageMin: WithDefault<bigint>;
  usageMax: WithDefault<bigint>;
}

export interface CommissionsTable {
  serial: bigint;
  componentId: bigint;
  clientKey: string;
  name: string;
  issuedAt: Date;
}

export interface ProvisionsTable {
  id: Generated<bigint>;
  serial: bigint;
  holdingId: bigint;
  quantity: bigint;
}

export interface ProvisionLogTable {
  id: Generated<bigint>;
  serial: bigint;
  clientKey: string;
  name: string;
  issuedAt: Date;
  resolvedAt: Date;
  holder: string;
  source: string | null;
  resource: string;
  upperLimit: bigint;
  usageMin: bigint;
  usageMax: bigint;
  deltaQuantity: bigint;
  reason: string;
}

/** Remembers what an issue call was answered, so that the same call made again gets the same serial. */
export interface CommissionKeysTable {
  componentId: bigint;
  keyHash: Buffer;
  bodyHash: Buffer;
  serial: bigint;
  createdAt: Date;
}

export interface IdentitySchema {
  users: UsersTable;
  groups: GroupsTable;
  userGroups: UserGroupsTable;
  signInMethods: SignInMethodsTable;
  sessions: SessionsTable;
  signInAttempts: SignInAttemptsTable;
  components: ComponentsTable;
  declarations: DeclarationsTable;
  services: ServicesTable;
  endpoints: EndpointsTable;
  resources: ResourcesTable;
  projects: ProjectsTable;
  projectLog: ProjectLogTable;
  projectQuotas: ProjectQuotasTable;
  applications: ApplicationsTable;
  applicationQuotas: ApplicationQuotasTable;
  memberships: MembershipsTable;
  membershipLog: MembershipLogTable;
  holdings: HoldingsTable;
  commissions: CommissionsTable;
  provisions: ProvisionsTable;
  provisionLog: ProvisionLogTable;
  commissionKeys: CommissionKeysTable;
}
