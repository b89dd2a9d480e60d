import type { Clock } from '#platform/clock';
import type { CatalogRow, Resource } from '../../store/catalog/catalog.ts';
import type { CatalogStore } from '../../store/catalog/catalog.ts';

/** One service of the catalog as clients read it. */
export interface CatalogService {
  name: string;
  type: string;
  endpoints_links: [];
  endpoints: Record<string, string>[];
}

interface Kept<T> {
  value: Promise<T>;
  until: number;
}

/**
 * The catalog of services and the list of resources, kept in memory for as long as the settings say: they are read with
 * every token and change a few times a year. `forget` is called when this process changes them.
 */
export class Catalog {
  readonly #store: CatalogStore;
  readonly #clock: Clock;
  readonly #seconds: { endpoints: number; resources: number };
  #services: Kept<CatalogService[]> | undefined;
  #resources: Kept<Resource[]> | undefined;
  #components: Kept<{ name: string; uiUrl: string }[]> | undefined;

  constructor(store: CatalogStore, clock: Clock, seconds: { endpoints: number; resources: number }) {
    this.#store = store;
    this.#clock = clock;
    this.#seconds = seconds;
  }

  /** Every service in order of registration (spec/identity 1.2). */
  async services(): Promise<CatalogService[]> {
    this.#services = this.#fresh(this.#services, this.#seconds.endpoints, async () =>
      toServices(await this.#store.catalog()),
    );
    return this.#services.value;
  }

  async resources(): Promise<Resource[]> {
    this.#resources = this.#fresh(this.#resources, this.#seconds.resources, () => this.#store.resources());
    return this.#resources.value;
  }

  /** Components that have pages, in order of registration. */
  async components(): Promise<{ name: string; uiUrl: string }[]> {
    this.#components = this.#fresh(this.#components, this.#seconds.endpoints, () => this.#store.withPages());
    return this.#components.value;
  }

  forget(): void {
    this.#components = undefined;
    this.#services = undefined;
    this.#resources = undefined;
  }

  #fresh<T extends unknown[]>(kept: Kept<T> | undefined, seconds: number, read: () => Promise<T>): Kept<T> {
    const now = this.#clock.monotonic();
    if (kept !== undefined && now < kept.until) return kept;
    const next: Kept<T> = { value: read(), until: now + seconds * 1000 };
    // A failed reading is not kept; whoever awaits it gets the failure. Nor is an empty list: the first start fills it.
    const drop = (): number => (next.until = 0);
    next.value.then((list) => (list.length === 0 ? drop() : undefined), drop);
    return next;
  }
}

function toServices(rows: readonly CatalogRow[]): CatalogService[] {
  return [...Map.groupBy(rows, ({ name }) => name).values()].map((own) => ({
    name: own[0]!.name,
    type: own[0]!.type,
    endpoints_links: [],
    endpoints: own.flatMap(({ attributes, uiUrl, name }) =>
      attributes === null ? [] : [endpoint(name, attributes, uiUrl)],
    ),
  }));
}

function endpoint(
  service: string,
  attributes: Record<string, string>,
  uiUrl: string | null,
): Record<string, string> {
  return {
    ...attributes,
    region: 'default',
    'SNF:uiURL': uiUrl ?? '',
    ...(service === 'astakos_weblogin' ? { 'SNF:webloginURL': attributes['publicURL'] ?? '' } : {}),
  };
}
