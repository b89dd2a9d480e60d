import { queryOptions } from '@tanstack/react-query';
import { ProfileClient } from '#contract/profile-client';
import { keys } from './keys.ts';
import { below, readShape } from './services.ts';

/** The own account; not among all services, since the first page would wait for it. */
export const profiles = new ProfileClient(below('/astakos/ui'), readShape);

export const profileQuery = queryOptions({ queryKey: keys.profile, queryFn: () => profiles.profile() });

export const sessionsQuery = queryOptions({ queryKey: keys.sessions, queryFn: () => profiles.sessions() });

export type Profile = Awaited<ReturnType<typeof profiles.profile>>;
export type ConsoleSession = Awaited<ReturnType<typeof profiles.sessions>>[number];
