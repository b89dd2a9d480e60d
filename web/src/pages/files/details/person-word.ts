import { say } from '#text/files';
import { useQuery } from '@tanstack/react-query';
import { emailsQuery } from '../../../api/people.ts';
import type { Person } from '../../../api/session.ts';

/** Says who a uuid is: the person of this page, an e-mail, or that nobody knows any more. */
export function usePersonWord(person: Person, uuids: readonly string[]): (uuid: string) => string {
  const others = [...new Set(uuids)].filter((uuid) => uuid !== '' && uuid !== person.uuid);
  const { data: names } = useQuery(emailsQuery(others));
  return (uuid) => {
    if (uuid === person.uuid) return say.you;
    // Until the names are here the uuid stands for itself.
    return names === undefined ? uuid : (names[uuid] ?? say.somebodyUnknown);
  };
}
