import { commandsOf } from '#platform/commands/service-command';
import type { CloudPlace } from '../databases-elsewhere.ts';

/** How commands about the data directory as a whole are declared: they open no service. */
export const { defineCommand, defineListCommand } = commandsOf<CloudPlace>(undefined);
