import { commandsOf } from '#platform/commands/service-command';
import type { ObjectStorage } from '../domain/object-storage.ts';

/** How commands of object storage are declared. */
export const { defineCommand, defineListCommand } = commandsOf<ObjectStorage>('object');
