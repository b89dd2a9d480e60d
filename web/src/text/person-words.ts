import type { Person } from '../api/session.ts';

/** The name that the first start gives its administrator: of an office, not of a person. */
const OFFICE = 'Cloud Administrator';

/** What a greeting calls the person: "Ada", or nothing when no name of a person is known. */
export function firstName({ name, email }: Pick<Person, 'name' | 'email'>): string {
  const first = name.trim().split(/\s/)[0] ?? '';
  return name === OFFICE || name === email || first.includes('@') ? '' : first;
}
