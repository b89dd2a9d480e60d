import type { ColumnType, Generated } from 'kysely';

export interface ComponentsTable {
  id: Generated<bigint>;
  name: string;
  base_url: string | null;
  ui_url: string | null;
  token_hash: Buffer;
  token_created_at: Date;
  token_expires_at: Date | null;
  may_force: Generated<boolean>;
}

/** What the release declared of a component when that was applied last. */
export interface DeclarationsTable {
  component_id: bigint;
  document: ColumnType<unknown, string, string>;
}

export interface ServicesTable {
  id: Generated<bigint>;
  component_id: bigint;
  name: string;
  type: string;
}

export interface EndpointsTable {
  id: Generated<bigint>;
  service_id: bigint;
  /** Every value is text, as it is served. */
  attributes: ColumnType<Record<string, string>, string, string>;
}

export interface ResourcesTable {
  id: Generated<bigint>;
  name: string;
  description: string;
  unit: string | null;
  service_type: string;
  service_origin: string;
  system_default: bigint;
  project_default: bigint;
  ui_visible: boolean;
  api_visible: boolean;
}

/** Components, their services, and what these count. */
export interface CatalogTables {
  components: ComponentsTable;
  declarations: DeclarationsTable;
  services: ServicesTable;
  endpoints: EndpointsTable;
  resources: ResourcesTable;
}
