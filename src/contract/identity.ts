import { z } from 'zod';
import { credentialHash, int64 } from './scalars.ts';

/* Documents of identity (spec/identity 1). Quantities are 64-bit: bigint in the program, plain integers on the wire. */

export const IDENTITY_PREFIX = '/astakos/identity';
export const ACCOUNT_PREFIX = '/astakos/account/v1.0';
/** The console's own calls: sessions by cookie. */
export const IDENTITY_UI_PREFIX = '/astakos/ui';

const Link = z.object({ rel: z.string(), href: z.string(), type: z.string().optional() });

const Version = z.object({ id: z.string(), status: z.string(), updated: z.string(), links: z.array(Link) });

export const VersionsReply = z.object({ versions: z.object({ values: z.array(Version) }) });
export const VersionReply = z.object({
  version: Version.extend({ media_types: z.array(z.object({ base: z.string(), type: z.string() })) }),
});

/** One service of the catalog; every value of an endpoint is text. */
export const CatalogService = z.object({
  name: z.string(),
  type: z.string(),
  endpoints_links: z.array(z.unknown()),
  endpoints: z.array(z.record(z.string(), z.string())),
});
export type CatalogService = z.infer<typeof CatalogService>;

const Tenant = z.object({ id: z.string(), name: z.string() });

export const Role = z.object({ id: z.string(), name: z.string() });

/** The answer to a token: who holds it, until when, and where the services are. */
export const AccessReply = z.object({
  access: z.object({
    token: z.object({ id: z.string(), expires: z.string(), tenant: Tenant }),
    user: z.object({
      id: z.string(),
      name: z.string(),
      roles: z.array(Role),
      roles_links: z.array(z.unknown()),
      projects: z.array(z.string()),
    }),
    serviceCatalog: z.array(CatalogService),
  }),
});
export type AccessReply = z.infer<typeof AccessReply>;

/** The answer to a call without credentials: the catalog alone. */
export const PublicAccessReply = z.object({ access: z.object({ serviceCatalog: z.array(CatalogService) }) });
export type PublicAccessReply = z.infer<typeof PublicAccessReply>;

export const UserCatalogsReply = z.object({
  uuid_catalog: z.record(z.string(), z.string()),
  displayname_catalog: z.record(z.string(), z.string()),
});
export type UserCatalogsReply = z.infer<typeof UserCatalogsReply>;

export const ResourcesReply = z.record(
  z.string(),
  z.object({
    service: z.string(),
    description: z.string(),
    unit: z.string().nullable(),
    ui_visible: z.boolean(),
    api_visible: z.boolean(),
    /** The name that `ui_visible` had in the older guide. */
    allow_in_projects: z.boolean(),
  }),
);
export type ResourcesReply = z.infer<typeof ResourcesReply>;

export const ProjectQuota = z.object({ project_usage: int64, project_limit: int64, project_pending: int64 });
export type ProjectQuota = z.infer<typeof ProjectQuota>;

export const Quota = ProjectQuota.extend({ usage: int64, limit: int64, pending: int64 });
export type Quota = z.infer<typeof Quota>;

/** By project uuid, then by resource. */
export const QuotasReply = z.record(z.string(), z.record(z.string(), Quota));
export type QuotasReply = z.infer<typeof QuotasReply>;

/** By user uuid, then as QuotasReply. */
export const ServiceQuotasReply = z.record(z.string(), QuotasReply);
export type ServiceQuotasReply = z.infer<typeof ServiceQuotasReply>;

export const ProjectQuotasReply = z.record(z.string(), z.record(z.string(), ProjectQuota));
export type ProjectQuotasReply = z.infer<typeof ProjectQuotasReply>;

/** A change of one counter. Users draw from projects: each change comes as a pair, the user's and the project's own. */
export const Provision = z.object({
  holder: z.string(),
  source: z.string().nullable(),
  resource: z.string(),
  quantity: int64,
});
export type Provision = z.infer<typeof Provision>;

export const SerialReply = z.object({ serial: int64 });
export const PendingSerialsReply = z.array(int64);

export const CommissionReply = z.object({
  serial: int64,
  issue_time: z.string(),
  name: z.string(),
  provisions: z.array(Provision),
});
export type CommissionReply = z.infer<typeof CommissionReply>;

export const ResolveReply = z.object({
  accepted: z.array(int64),
  rejected: z.array(int64),
  failed: z.array(
    z.tuple([int64, z.record(z.string(), z.object({ code: z.number(), message: z.string() }))]),
  ),
});
export type ResolveReply = z.infer<typeof ResolveReply>;

/**
 * Internal: `GET`, with the token of a component. Its pending commissions after a serial with the time of their issue, so
 * that a recovery needs no call for each.
 */
export const PENDING_COMMISSIONS_PATH = '/astakos/internal/pending-commissions';
export const PendingCommissionsReply = z.object({
  commissions: z.array(z.object({ serial: int64, issue_time: z.string() })),
  /** There are others after the last of these. */
  more: z.boolean(),
});
export type PendingCommissionsReply = z.infer<typeof PendingCommissionsReply>;

/** What a refused commission tells: `overLimit.data`. `limit` and `usage` are absent when there is no such holding. */
export const QuotaRefusal = z.object({
  name: z.string(),
  provision: Provision,
  limit: int64.optional(),
  usage: int64.optional(),
});
export type QuotaRefusal = z.infer<typeof QuotaRefusal>;

/** Who is logged in, for the console. */
export const SessionReply = z.object({
  uuid: z.string(),
  email: z.string(),
  name: z.string(),
  roles: z.array(z.string()),
  /** Whether this person decides applications and administers projects, by role or by the settings. */
  decides: z.boolean(),
  defaultProject: z.string(),
  projects: z.array(z.string()),
  /** False: until the latest terms are signed every service refuses this person. */
  signedTerms: z.boolean(),
  expires: z.string(),
});
export type SessionReply = z.infer<typeof SessionReply>;

/**
 * Internal: `POST`, with the token of a component. The answer has those of the credentials that are good for nothing
 * any more: logged out, renewed, run out, or their user may not come in.
 */
export const ENDED_CREDENTIALS_PATH = '/astakos/internal/ended-credentials';
export const CredentialsBody = z.strictObject({
  credentials: z.array(credentialHash).max(10_000),
});
export const EndedCredentialsReply = z.object({ ended: z.array(z.string()) });
export type EndedCredentialsReply = z.infer<typeof EndedCredentialsReply>;

/** What became of an account that was verified: it can be used, or waits for an administrator. */
export const VerificationReply = z.object({ isActive: z.boolean() });

/** Terms of use as text: markup of their file is not kept. */
export const TermsReply = z.object({
  id: int64,
  date: z.string(),
  blocks: z.array(z.object({ kind: z.enum(['heading', 'text', 'item']), text: z.string() })),
});
export type TermsReply = z.infer<typeof TermsReply>;

/** Where the console leads the browser on to, such as a program of the person; it may hold a secret. */
export const LocationReply = z.object({ location: z.string() });
export type LocationReply = z.infer<typeof LocationReply>;

/** What a program asks a person for, for the console. */
export const AuthorizationReply = z.object({
  client: z.string(),
  redirect_uri: z.string(),
  scope: z.string(),
  /** The person need not be asked. */
  trusted: z.boolean(),
});
export type AuthorizationReply = z.infer<typeof AuthorizationReply>;

export const Oauth2TokenReply = z.object({
  access_token: z.string(),
  token_type: z.literal('Bearer'),
  expires_in: z.number(),
});

/** Whom a token of OAuth2 stands for: no catalog, no projects. */
export const AccessTokenReply = z.object({
  access: z.object({
    token: z.object({
      id: z.string(),
      expires: z.string(),
      tenant: z.object({ id: z.string(), name: z.string() }),
    }),
    user: z.object({
      id: z.string(),
      name: z.string(),
      roles: z.array(z.object({ id: z.string(), name: z.string() })),
      roles_links: z.array(z.never()),
    }),
  }),
});

/** Components of the cloud for bars of other user interfaces; the operator may say more of each. */
export const ServiceMenuReply = z.array(
  z.looseObject({
    name: z.string(),
    url: z.string(),
    order: z.number(),
    verbose_name: z.string(),
    cloudbar: z.record(z.string(), z.unknown()),
    dashboard: z.record(z.string(), z.unknown()),
  }),
);
export type ServiceMenuReply = z.infer<typeof ServiceMenuReply>;

export const MenuReply = z.array(
  z.object({ url: z.string(), name: z.string(), is_active: z.boolean().optional() }),
);

export const PeopleReply = z.object({ users: z.object({ total: z.number(), active: z.number() }) });

const counts = z.object({ total: z.number(), verified: z.number(), active: z.number() });
const sumOfResource = z.object({
  used: z.bigint(),
  allocated: z.bigint(),
  unit: z.string().nullable(),
  description: z.string(),
});

/** The cloud in numbers: `all`, and each way to log in. */
export const StatisticsReply = z.object({
  datetime: z.string(),
  providers: z.array(z.string()),
  users: z.record(z.string(), counts.extend({ exclusive: z.number().optional() })),
  resources: z.record(z.string(), z.record(z.string(), sumOfResource)),
});

/** When the API token ends; null when there is none. Its text is told nowhere but at its renewal. */
export const TokenEndReply = z.object({ expires: z.string().nullable() });
export type TokenEndReply = z.infer<typeof TokenEndReply>;

/** A new API token, shown this once. */
export const NewTokenReply = z.object({ token: z.string(), expires: z.string() });
export type NewTokenReply = z.infer<typeof NewTokenReply>;

/** For administrators: what identity knows of the cloud as a whole. */
export const CloudStateReply = z.object({
  /** Accounts by what is to be done with them. */
  accounts: z.object({
    active: z.number(),
    unverified: z.number(),
    waiting: z.number(),
    inactive: z.number(),
  }),
  /** Bytes that may still be stored where this service keeps things, its reserve left untouched. */
  room: int64,
});
export type CloudStateReply = z.infer<typeof CloudStateReply>;
