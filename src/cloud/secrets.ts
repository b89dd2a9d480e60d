import { join } from 'node:path';
import { z } from 'zod';
import type { Ids } from '#platform/ids';
import type { CloudSecrets, DatabaseName } from '#platform/role';
import { Secret } from '#platform/secret';
import { createPrivateFile, readJsonFile } from './private-file.ts';
import { StartError } from '#platform/start-error';

const word = z.string().min(20);

const SecretsFile = z.strictObject({
  databases: z.strictObject({ superuser: word, identity: word, object: word, compute: word, queue: word }),
  components: z.strictObject({ astakos: word, cyclades: word, pithos: word }),
  rapi: z.strictObject({ user: z.string(), password: word }),
  sealingKey: word,
  internal: word,
});

/** Passwords of the embedded databases beside what the roles share. */
export interface StoredSecrets extends CloudSecrets {
  databases: Record<DatabaseName | 'superuser', Secret>;
}

/**
 * Reads `secrets.json` of the data directory, or makes it: 32 random bytes for each credential, mode 0600. A process of a
 * cloud whose identity is elsewhere (`identityElsewhere`) makes none: they would be others than that cloud's.
 */
export function loadSecrets(
  dataDirectory: string,
  ids: Ids,
  { identityElsewhere = false }: { identityElsewhere?: boolean } = {},
): StoredSecrets {
  const path = join(dataDirectory, 'secrets.json');
  const found = readJsonFile(path);
  if (found === undefined && identityElsewhere)
    throw new StartError(
      `There is no ${path}: copy it from the data directory of the process that runs identity; all processes of a cloud need the same secrets.`,
    );
  if (found === undefined) {
    const made = makeSecrets(ids);
    // Processes that start together have the secrets of the one that was first.
    return createPrivateFile(path, `${JSON.stringify(made, undefined, 2)}\n`)
      ? sealed(made)
      : loadSecrets(dataDirectory, ids);
  }
  const parsed = SecretsFile.safeParse(found);
  if (!parsed.success) throw new StartError(`${path} is not a file of secrets: restore it from a backup.`);
  return sealed(parsed.data);
}

function makeSecrets(ids: Ids): z.infer<typeof SecretsFile> {
  const secret = (): string => ids.secret(32);
  return {
    databases: {
      superuser: secret(),
      identity: secret(),
      object: secret(),
      compute: secret(),
      queue: secret(),
    },
    components: { astakos: secret(), cyclades: secret(), pithos: secret() },
    rapi: { user: 'synnefo', password: secret() },
    sealingKey: secret(),
    internal: secret(),
  };
}

function sealed(file: z.infer<typeof SecretsFile>): StoredSecrets {
  const seal = <K extends string>(record: Record<K, string>): Record<K, Secret> =>
    Object.fromEntries(
      Object.entries<string>(record).map(([name, value]) => [name, new Secret(value)]),
    ) as Record<K, Secret>;
  return {
    databases: seal(file.databases),
    components: seal(file.components),
    rapi: { user: file.rapi.user, password: new Secret(file.rapi.password) },
    sealingKey: new Secret(file.sealingKey),
    internal: new Secret(file.internal),
  };
}
