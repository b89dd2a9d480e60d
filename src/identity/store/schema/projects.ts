import type { Generated } from 'kysely';

export interface ProjectsTable {
  id: Generated<bigint>;
  uuid: string;
  is_base: boolean;
  realname: string;
  /** Reserves the name; null while nothing is reserved. */
  name: string | null;
  owner_id: bigint | null;
  homepage: Generated<string>;
  description: Generated<string>;
  private: Generated<boolean>;
  join_policy: number;
  leave_policy: number;
  max_members: bigint;
  state: number;
  created_at: Date;
  end_at: Date;
  deactivated_at: Date | null;
  last_application_id: bigint | null;
}

export interface ProjectLogTable {
  id: Generated<bigint>;
  project_id: bigint;
  from_state: number | null;
  to_state: number;
  at: Date;
  actor_id: bigint | null;
  reason: Generated<string>;
  comments: Generated<string>;
}

export interface ProjectQuotasTable {
  project_id: bigint;
  resource_id: bigint;
  project_capacity: bigint;
  member_capacity: bigint;
}

export interface ApplicationsTable {
  id: Generated<bigint>;
  project_id: bigint;
  applicant_id: bigint;
  owner_id: bigint | null;
  state: number;
  name: string | null;
  homepage: string | null;
  description: string | null;
  comments: string | null;
  start_at: Date | null;
  end_at: Date | null;
  join_policy: number | null;
  leave_policy: number | null;
  max_members: bigint | null;
  private: boolean | null;
  issued_at: Date;
  response: string | null;
  response_at: Date | null;
  response_actor_id: bigint | null;
}

export interface ApplicationQuotasTable {
  application_id: bigint;
  resource_id: bigint;
  project_capacity: bigint;
  member_capacity: bigint;
}

export interface MembershipsTable {
  id: Generated<bigint>;
  user_id: bigint;
  project_id: bigint;
  state: number;
  /** Was accepted at some time: holdings exist for it. */
  initialized: boolean;
}

export interface MembershipLogTable {
  id: Generated<bigint>;
  membership_id: bigint;
  from_state: number | null;
  to_state: number;
  at: Date;
  actor_id: bigint | null;
  reason: Generated<string>;
  comments: Generated<string>;
}

/** Projects, what they grant, and who belongs to them. */
export interface ProjectsTables {
  projects: ProjectsTable;
  project_log: ProjectLogTable;
  project_quotas: ProjectQuotasTable;
  applications: ApplicationsTable;
  application_quotas: ApplicationQuotasTable;
  memberships: MembershipsTable;
  membership_log: MembershipLogTable;
}
