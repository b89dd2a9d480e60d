import { commandsOf } from '#platform/commands/service-command';
import type { Compute } from '../domain/compute.ts';

/** How commands of compute are declared. */
export const { defineCommand, defineListCommand } = commandsOf<Compute>('compute');
