import { hash } from 'node:crypto';
import type { Caller } from '#compute/domain/compute';
import type { TestUser } from '../../kit/people.ts';

/** A user as the domain knows him, for calls past the API. */
export function callerOf({ uuid, token }: TestUser): Caller {
  return {
    user: uuid,
    projects: [uuid],
    defaultProject: uuid,
    groups: [],
    credential: hash('sha256', token, 'base64url'),
  };
}
