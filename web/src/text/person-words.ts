import type { Person } from '../api/session.ts';

/** What to call the person: the first name, or the part before the @. */
export function firstName(person: Person): string {
  return person.name.split(/[\s@]/)[0] ?? person.name;
}
