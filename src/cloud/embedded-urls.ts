import { connectionUrl } from '#platform/embedded-postgres/databases';
import { StartError } from '#platform/service/start-error';
import type { StoredSecrets } from './secrets.ts';

/** Addresses of the embedded databases by their socket; asking for one while none runs is a StartError. */
export function embeddedUrls(
  socketDirectory: string | undefined,
  secrets: StoredSecrets,
): (name: string) => string {
  return (name) => {
    if (socketDirectory === undefined) {
      throw new StartError(
        'The embedded database is not running: start the cloud first (npm start), or set the database URLs.',
      );
    }
    return connectionUrl({
      socketDirectory,
      user: name,
      password: secrets.database(name).reveal(),
      database: name,
    });
  };
}
