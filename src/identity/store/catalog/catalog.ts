import { type Kysely, sql } from 'kysely';
import { type ChangeOf, columns, type NewRowOf, type RowOf, toColumns } from '#platform/database/columns';
import type { Page, PageRequest } from '#platform/commands/page';
import { readPage } from '#platform/database/list-page';
import { listedComponentColumns, listedResourceColumns, listedServiceColumns } from './listed-catalog.ts';
import type { ComponentsTable, ResourcesTable } from '../schema/catalog.ts';
import type { IdentitySchema } from '../schema.ts';

export type Component = RowOf<ComponentsTable>;
export type Resource = RowOf<ResourcesTable>;

/** Columns of a component. */
export const componentColumns = columns('components', [
  'id',
  'name',
  'base_url',
  'ui_url',
  'token_hash',
  'token_created_at',
  'token_expires_at',
  'may_force',
]);
const resourceColumns = columns('resources', [
  'id',
  'name',
  'description',
  'unit',
  'service_type',
  'service_origin',
  'system_default',
  'project_default',
  'ui_visible',
  'api_visible',
]);

/** A service with the component it belongs to. */
export interface ServiceRow {
  id: bigint;
  name: string;
  type: string;
  component: string;
  componentId: bigint;
}

/** One endpoint of the catalog, with what stands around it. */
export interface CatalogRow {
  name: string;
  type: string;
  uiUrl: string | null;
  attributes: Record<string, string> | null;
}

/** Rows of components, services, endpoints and resources. */
export class CatalogStore {
  readonly #db: Kysely<IdentitySchema>;

  constructor(db: Kysely<IdentitySchema>) {
    this.#db = db;
  }

  byName(name: string): Promise<Component | undefined> {
    return this.#db
      .selectFrom('components')
      .select(componentColumns)
      .where('name', '=', name)
      .executeTakeFirst();
  }

  /** The same, kept from all others who would change it until the transaction ends. */
  lockByName(name: string): Promise<Component | undefined> {
    return this.#db
      .selectFrom('components')
      .select(componentColumns)
      .where('name', '=', name)
      .forUpdate()
      .executeTakeFirst();
  }

  byId(id: bigint): Promise<Component | undefined> {
    return this.#db.selectFrom('components').select(componentColumns).where('id', '=', id).executeTakeFirst();
  }

  listedComponents(request: PageRequest): Promise<Page<Component>> {
    const query = this.#db.selectFrom('components').select(componentColumns);
    return readPage(query, listedComponentColumns, 'components.id', request);
  }

  listedServices(request: PageRequest): Promise<Page<ServiceRow>> {
    return readPage(this.#services(), listedServiceColumns, 's.id', request);
  }

  listedResources(request: PageRequest): Promise<Page<Resource>> {
    const query = this.#db.selectFrom('resources').select(resourceColumns);
    return readPage(query, listedResourceColumns, 'resources.id', request);
  }

  /** Makes a component, unless there is one of the name: undefined then. */
  insertUnlessThere(component: NewRowOf<ComponentsTable>): Promise<Component | undefined> {
    return this.#db
      .insertInto('components')
      .values(toColumns(component))
      .onConflict((conflict) => conflict.doNothing())
      .returning(componentColumns)
      .executeTakeFirst();
  }

  /** Changes what is given; nothing given is nothing done. */
  async update(id: bigint, change: ChangeOf<ComponentsTable>): Promise<void> {
    if (Object.keys(change).length === 0) return;
    await this.#db.updateTable('components').set(toColumns(change)).where('id', '=', id).execute();
  }

  /** Removes a component with its services and endpoints; resources stay. */
  async removeComponent(id: bigint): Promise<void> {
    await this.#db.deleteFrom('components').where('id', '=', id).execute();
  }

  /** What was declared of a component last; undefined when nothing ever was. */
  async declared(componentId: bigint): Promise<unknown> {
    const row = await this.#db
      .selectFrom('declarations')
      .select('document')
      .where('component_id', '=', componentId)
      .executeTakeFirst();
    return row?.document;
  }

  async keepDeclared(componentId: bigint, document: object): Promise<void> {
    await this.#db
      .insertInto('declarations')
      .values(toColumns({ componentId, document: JSON.stringify(document) }))
      .onConflict((conflict) =>
        conflict.column('component_id').doUpdateSet((row) => ({ document: row.ref('excluded.document') })),
      )
      .execute();
  }

  /** Services of a component, in the order of their registration. */
  servicesOf(componentId: bigint): Promise<ServiceRow[]> {
    return this.#services().where('s.component_id', '=', componentId).orderBy('s.id').execute();
  }

  serviceByName(name: string): Promise<ServiceRow | undefined> {
    return this.#services().where('s.name', '=', name).executeTakeFirst();
  }

  /** Every service in order of registration. */
  services(): Promise<ServiceRow[]> {
    return this.#services().orderBy('s.id').execute();
  }

  /** Endpoints of a service, in the order in which they were given. */
  async endpointsOf(serviceId: bigint): Promise<{ id: bigint; attributes: Record<string, string> }[]> {
    return this.#db
      .selectFrom('endpoints')
      .select(['id', 'attributes'])
      .where('service_id', '=', serviceId)
      .orderBy('id')
      .execute();
  }

  serviceById(id: bigint): Promise<ServiceRow | undefined> {
    return this.#services().where('s.id', '=', id).executeTakeFirst();
  }

  #services() {
    return this.#db
      .selectFrom('services as s')
      .innerJoin('components as c', 'c.id', 's.component_id')
      .select(['s.id', 's.name', 's.type', 'c.name as component', 's.component_id as componentId']);
  }

  async insertService(service: { componentId: bigint; name: string; type: string }): Promise<bigint> {
    const { id } = await this.#db
      .insertInto('services')
      .values(toColumns(service))
      .returning('id')
      .executeTakeFirstOrThrow();
    return id;
  }

  async updateService(id: bigint, type: string): Promise<void> {
    await this.#db.updateTable('services').set({ type }).where('id', '=', id).execute();
  }

  /** Takes services and their endpoints out of the catalog; resources stay. */
  async removeServices(ids: readonly bigint[]): Promise<void> {
    await this.#db
      .deleteFrom('services')
      .where('id', '=', sql<bigint>`any(${ids.map(String)}::bigint[])`)
      .execute();
  }

  async replaceEndpoints(serviceId: bigint, endpoints: Record<string, string>[]): Promise<void> {
    await this.#db.deleteFrom('endpoints').where('service_id', '=', serviceId).execute();
    if (endpoints.length === 0) return;
    const rows = endpoints.map((attributes) =>
      toColumns({ serviceId, attributes: JSON.stringify(attributes) }),
    );
    await this.#db.insertInto('endpoints').values(rows).execute();
  }

  /** Every service in order of registration, a row per endpoint; one without endpoints has a row too. */
  catalog(): Promise<CatalogRow[]> {
    return this.#db
      .selectFrom('services as s')
      .innerJoin('components as c', 'c.id', 's.component_id')
      .leftJoin('endpoints as e', 'e.service_id', 's.id')
      .select(['s.name', 's.type', 'c.ui_url as uiUrl', 'e.attributes'])
      .orderBy('s.id')
      .orderBy('e.id')
      .execute();
  }

  /** Components that have pages. */
  async withPages(): Promise<{ name: string; uiUrl: string }[]> {
    const rows = await this.#db
      .selectFrom('components')
      .select(['name', 'ui_url as uiUrl'])
      .where('ui_url', 'is not', null)
      .orderBy('id')
      .execute();
    return rows.map(({ name, uiUrl }) => ({ name, uiUrl: uiUrl ?? '' }));
  }

  resources(): Promise<Resource[]> {
    return this.#db.selectFrom('resources').select(resourceColumns).orderBy('id').execute();
  }

  resourceByName(name: string): Promise<Resource | undefined> {
    return this.#db
      .selectFrom('resources')
      .select(resourceColumns)
      .where('name', '=', name)
      .executeTakeFirst();
  }

  /** Resources of these names, kept from others until the transaction ends. */
  lockResources(names: readonly string[]): Promise<Resource[]> {
    return this.#db
      .selectFrom('resources')
      .select(resourceColumns)
      .where('name', '=', sql<string>`any(${names}::text[])`)
      .orderBy('id')
      .forUpdate()
      .execute();
  }

  /** Writes limits and visibility of resources that are locked. */
  async updateResources(resources: readonly Resource[]): Promise<void> {
    await sql`
      update resources r set system_default = n.system_default, project_default = n.project_default,
        api_visible = n.api_visible, ui_visible = n.ui_visible
      from unnest(${resources.map(({ id }) => String(id))}::bigint[],
        ${resources.map(({ systemDefault }) => String(systemDefault))}::bigint[],
        ${resources.map(({ projectDefault }) => String(projectDefault))}::bigint[],
        ${resources.map(({ apiVisible }) => apiVisible)}::boolean[],
        ${resources.map(({ uiVisible }) => uiVisible)}::boolean[])
        as n (id, system_default, project_default, api_visible, ui_visible)
      where r.id = n.id`.execute(this.#db);
  }

  async insertResource(resource: NewRowOf<ResourcesTable>): Promise<Resource> {
    return this.#db
      .insertInto('resources')
      .values(toColumns(resource))
      .returning(resourceColumns)
      .executeTakeFirstOrThrow();
  }

  async updateResource(id: bigint, change: ChangeOf<ResourcesTable>): Promise<void> {
    await this.#db.updateTable('resources').set(toColumns(change)).where('id', '=', id).execute();
  }

  /** Names of the resources whose origin is one of the component's services. */
  async resourcesOf(componentId: bigint): Promise<string[]> {
    const rows = await this.#db
      .selectFrom('resources as r')
      .innerJoin('services as s', 's.name', 'r.service_origin')
      .select('r.name')
      .where('s.component_id', '=', componentId)
      .orderBy('r.id')
      .execute();
    return rows.map(({ name }) => name);
  }

  /** Of these resources those that belong to no service of the component although they are registered, in their order. */
  async foreignResources(
    wanted: readonly { componentId: bigint; resource: string }[],
  ): Promise<{ componentId: bigint; resource: string }[]> {
    if (wanted.length === 0) return [];
    const { rows } = await sql<{ componentId: bigint; resource: string }>`
      select n.component_id as "componentId", n.resource
      from unnest(${wanted.map(({ componentId }) => String(componentId))}::bigint[],
        ${wanted.map(({ resource }) => resource)}::text[]) as n (component_id, resource)
      join resources r on r.name = n.resource left join services s on s.name = r.service_origin
      where s.component_id is distinct from n.component_id order by r.id`.execute(this.#db);
    return rows;
  }
}
