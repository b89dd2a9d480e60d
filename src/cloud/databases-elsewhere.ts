import type { DatabaseName } from '#platform/role';
import { externalUrl, readCloudSettings } from './open-cloud.ts';
import type { CloudSettings } from './settings.ts';

/** What a command about the data directory as a whole is given. */
export interface CloudPlace {
  dataDirectory: string;
  configDirectory: string | undefined;
  environment: Record<string, string | undefined>;
}

const DATABASES: readonly DatabaseName[] = ['identity', 'object', 'compute', 'queue'];

/** The databases that the settings place outside the data directory. */
export function databasesElsewhere({ configDirectory, environment }: CloudPlace): DatabaseName[] {
  const settings = readCloudSettings({
    environment,
    ...(configDirectory === undefined ? {} : { configDirectory }),
  }) as unknown as CloudSettings;
  return DATABASES.filter((name) => externalUrl(settings, name) !== undefined);
}
