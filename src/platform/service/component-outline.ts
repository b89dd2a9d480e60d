/** What users can have so much of, as a service first says it (spec/identity 2.5). */
export interface ResourceOutline {
  name: string;
  description: string;
  unit: 'bytes' | null;
  uiVisible: boolean;
  apiVisible: boolean;
}

/** One service of the catalog, below its component's base address. */
export interface CatalogOutline {
  name: string;
  type: string;
  prefix: string;
  version: string;
  /** False when clients append the version themselves (`SNF:exposeVersion`). */
  exposeVersion: boolean;
  resources?: readonly ResourceOutline[];
}

/** What a service is at identity: who charges quota, and what the catalog says of it. */
export interface ComponentOutline {
  name: string;
  /** Below the cloud's base address. */
  prefix: string;
  /** Where its pages are below the cloud's base address; in the console unless said. */
  pages?: string;
  /** Whether its commissions may go beyond limits. */
  mayForce: boolean;
  /** Version of `secrets.json` that brought its token. */
  since: number;
  catalog: readonly CatalogOutline[];
}
