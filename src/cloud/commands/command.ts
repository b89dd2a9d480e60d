import { commandsOf } from '#platform/commands/service-command';
import type { CloudPlace } from '../databases-elsewhere.ts';

/** How commands about the data directory as a whole are declared: they open no service. */
export const { defineCommand, defineListCommand } = commandsOf<CloudPlace>(undefined);

/** The same for those that copy the directory with the owners of its files. */
export const { defineCommand: defineRootCommand } = commandsOf<CloudPlace>(undefined, { keepsRoot: true });
