import { commandsOf } from '#platform/commands/service-command';
import type { Identity } from '../domain/identity.ts';

/** How commands of identity are declared. */
export const { defineCommand, defineListCommand } = commandsOf<Identity>('identity');
