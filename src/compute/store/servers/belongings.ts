import { sql } from 'kysely';
import { columns } from '#platform/database/columns';
import { type PortRow, portColumns } from '../networks/ports.ts';
import type { Session } from '../session.ts';
import { type DiagnosticRow, newestDiagnostics } from './diagnostics.ts';

/** A port, and whether its address is somebody's floating IP. */
export type ServerPort = PortRow & { floating: boolean };

/** What a server's document is made of beside its row. */
export interface ServerBelongings {
  metadata: Map<number, Record<string, string>>;
  /** Those that are there, with their namespaces, by name. */
  tags: Map<number, string[]>;
  ports: Map<number, ServerPort[]>;
  volumes: Map<number, number[]>;
  diagnostics: Map<number, DiagnosticRow>;
}

/** What belongs to many servers at once, for their documents. */
export class BelongingStore {
  readonly #db: Session;

  constructor(db: Session) {
    this.#db = db;
  }

  /** Everything of many servers in five queries, whatever their number. */
  async of(ids: readonly number[]): Promise<ServerBelongings> {
    const wanted = sql<number>`any(${[...ids]}::integer[])`;
    const [metadata, tags, ports, volumes, diagnostics] = await Promise.all([
      this.#db
        .selectFrom('server_metadata')
        .select(columns('server_metadata', ['server_id', 'key', 'value']))
        .where('server_id', '=', wanted)
        .orderBy('key')
        .execute(),
      this.#db
        .selectFrom('server_tags')
        .select(columns('server_tags', ['server_id', 'tag']))
        .where('server_id', '=', wanted)
        .where('status', '=', 'ACTIVE')
        .orderBy('tag')
        .execute(),
      this.#db
        .selectFrom('ports')
        .leftJoin('addresses', 'addresses.port_id', 'ports.id')
        .select(portColumns)
        .select(sql<boolean>`addresses.floating_ip_id is not null`.as('floating'))
        .where('ports.server_id', '=', wanted)
        .orderBy('ports.id')
        .execute(),
      this.#db
        .selectFrom('volumes')
        .select(columns('volumes', ['id', 'server_id']))
        .where('server_id', '=', wanted)
        .where('deleted', '=', false)
        .orderBy('id')
        .execute(),
      newestDiagnostics(this.#db, ids),
    ]);
    const found: ServerBelongings = {
      metadata: new Map(ids.map((id) => [id, {}])),
      tags: new Map(ids.map((id) => [id, []])),
      ports: new Map(ids.map((id) => [id, []])),
      volumes: new Map(ids.map((id) => [id, []])),
      diagnostics: new Map(diagnostics.map((row) => [row.serverId, row])),
    };
    for (const row of metadata) found.metadata.get(row.serverId)![row.key] = row.value;
    for (const row of tags) found.tags.get(row.serverId)!.push(row.tag);
    for (const row of ports) found.ports.get(row.serverId!)!.push(row);
    for (const row of volumes) found.volumes.get(row.serverId!)!.push(row.id);
    return found;
  }
}
