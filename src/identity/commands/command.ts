import { commandsOf } from '#platform/commands/service-command';
import type { Acting } from '../domain/identity.ts';

/** How commands of identity are declared: whatever they change is recorded under the name of who runs them. */
export const { defineCommand, defineListCommand } = commandsOf<Acting>('identity');
