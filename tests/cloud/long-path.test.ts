import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import http from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { openDataDirectory } from '#cloud/data-directory';
import { loadSecrets } from '#cloud/secrets';
import type { Compute } from '#compute/domain/compute';
import { pageOfImages } from '#compute/domain/images/images';
import { createDatabase } from '#kit/database';
import { readCloudSettings } from '#cloud/open-cloud';
import { silentLog } from '#platform/telemetry/log';
import { openRole } from '#manage/open-role';
import { randomIds } from '#platform/ids';

test('a command finds the roles of a cloud whose directory has a long name where their sockets are', async (t) => {
  const dataDirectory = join(mkdtempSync(join(tmpdir(), 'synnefo-long-')), 'n'.repeat(80));
  mkdirSync(dataDirectory);
  const { run } = openDataDirectory(dataDirectory);
  loadSecrets(dataDirectory, randomIds);
  const database = await createDatabase('compute');
  const object = http.createServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json' }).end('{"objects":[]}');
  });
  await new Promise<void>((resolve) => object.listen(join(run, 'object.sock'), resolve));
  const environment = { CYCLADES_DATABASE_URL: database.url, QUEUE_DATABASE_URL: database.url };
  const opened = await openRole('compute', {
    dataDirectory,
    environment,
    settings: readCloudSettings({ environment }),
    log: silentLog,
    becomeOwner: async () => undefined,
    operator: 'test',
  });
  t.after(async () => {
    await opened.close();
    object.closeAllConnections();
    object.close();
    await database.drop();
    for (const path of [dataDirectory, run]) rmSync(path, { recursive: true });
  });
  assert.deepEqual((await pageOfImages(opened.service as Compute, { limit: 1 })).images, []);
});
