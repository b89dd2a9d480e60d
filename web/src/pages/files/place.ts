import type { Person } from '../../api/session.ts';

/** A folder that somebody looks at. */
export interface Place {
  person: Person;
  container: string;
  /** `''` at the top, else with a slash at its end. */
  folder: string;
  /** Whose it is, when it is somebody else's. */
  owner?: string;
}
