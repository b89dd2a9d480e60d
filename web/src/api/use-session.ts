import { createContext, useContext } from 'react';
import { mayDo, type Person, type Right } from './session.ts';

/** Given by what stands around every page behind the log-in. */
export const SessionContext = createContext<Person | null>(null);

/** Who is logged in, for whatever is drawn behind the log-in. */
export function useSession(): Person {
  const person = useContext(SessionContext);
  if (person === null) throw new Error('drawn outside of a session');
  return person;
}

/** Whether the person may do that. */
export function useRight(right: Right): boolean {
  return mayDo(useSession(), right);
}
