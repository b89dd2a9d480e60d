import { assembly } from './assembly.ts';
import { externalUrl, readCloudSettings } from './open-cloud.ts';

/** What a command about the data directory as a whole is given. */
export interface CloudPlace {
  dataDirectory: string;
  configDirectory: string | undefined;
  environment: Record<string, string | undefined>;
}

/** The databases that the settings place outside the data directory. */
export function databasesElsewhere({ configDirectory, environment }: CloudPlace): string[] {
  const settings = readCloudSettings({
    environment,
    ...(configDirectory === undefined ? {} : { configDirectory }),
  });
  return assembly.databases
    .filter((database) => externalUrl(settings, database) !== undefined)
    .map(({ name }) => name);
}
