import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { createContainer, type Container } from '../../api/files.ts';
import { keys, readAgain } from '../../api/keys.ts';
import type { Person } from '../../api/session.ts';
import { HOME } from './container-words.ts';

/**
 * Makes the container that every account starts with, when this person comes to Files for the first time. False while it
 * is being made: the page would else open another one for a moment.
 */
export function useHome(person: Person, containers: Container[] | undefined): boolean {
  const client = useQueryClient();
  const [failed, setFailed] = useState(false);
  const missing = containers !== undefined && !containers.some(({ name }) => name === HOME);
  useEffect(() => {
    if (!missing) return;
    createContainer(person.uuid, HOME)
      .then(() => readAgain(client, keys.containers(person.uuid)))
      // Without it everything else still works, and a container can be made by hand.
      .catch(() => setFailed(true));
  }, [missing, person.uuid, client]);
  return !missing || failed;
}
