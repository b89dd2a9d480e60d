/** Sizes of the blocks that a container's files are cut into, and the hash they are named by. */
export interface BlockFormat {
  blockSize: number;
  blockHash: string;
}

/** The blocks of one object (spec/object-storage 2.4.2). `version` names exactly this content in later requests. */
export interface ObjectMap extends BlockFormat {
  bytes: number;
  hashes: string[];
  version: string;
  contentType: string;
  /** The object is the list of its parts: its own map says nothing about what a reader gets. */
  isManifest: boolean;
}

/** What an upload may say about the object beside its content. */
export interface ObjectWrite {
  contentType: string;
  /** False: refuse (412) when an object of that name is there already. */
  overwrite: boolean;
  headers: Record<string, string>;
}

/** Filters of a list of objects. */
export interface ObjectFilter {
  prefix?: string;
  delimiter?: string;
  marker?: string;
  limit?: number;
  shared?: boolean;
  until?: string;
  meta?: string;
}

/** A source or destination of a copy. */
export interface ObjectPath {
  account: string;
  container: string;
  path: string;
}
