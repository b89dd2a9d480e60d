import assert from 'node:assert/strict';
import test from 'node:test';
import { makeImage, runningServer, startComputeCloud } from '../compute/kit/compute-cloud.ts';
import { InProcessUser } from './in-process-user.ts';
import { newFolder } from './running-cloud.ts';

test('a server is not deleted at a terminal without a yes, nor several anywhere', async (t) => {
  const cloud = await startComputeCloud(t);
  const owner = await cloud.owner();
  const image = await makeImage(owner, 'disk');
  const ids: string[] = [];
  for (const name of ['web1', 'web2', 'db', 'twin', 'twin'])
    ids.push(String((await runningServer(owner, image, { name })).id));
  const [web1 = '', web2 = '', db = '', ...twins] = ids;
  const user = new InProcessUser(await newFolder(t));
  await user.does(`config set cloud.default.url ${cloud.url}`);
  await user.does(['config', 'set', 'cloud.default.token'], `${owner.token}\n`);
  const left = async (): Promise<string[]> =>
    (await user.does('server list')).trim().split('\n').filter(Boolean).sort();
  // Several at once, by id and by name; nothing is deleted before all of them are known.
  const unclear = await user.fails(`server delete ${web1} twin --yes`);
  assert.match(
    unclear.stderr,
    new RegExp(`Several servers are named "twin": .* by its id, ${twins.join(', ')}\\.`),
  );
  assert.match(
    (await user.fails(`server delete ${web1} nobody --yes`)).stderr,
    /There is no server "nobody"/,
  );
  assert.match(
    (await user.fails(`server delete ${twins.join(' ')}`)).stderr,
    /Delete servers .* with their disks\? .*\n.*Not deleted/,
  );
  assert.equal((await left()).length, 5);
  await user.does(`server delete ${twins.join(' ')} --yes --wait`);
  const all = [`${web1} web1`, `${web2} web2`, `${db} db`];

  assert.match(await user.does(`server info ${web1} --stats`), /^cpuTimeSeries: http/m);
  assert.equal((await user.run(`server info ${web1} --stats --nics`)).code, 2);

  user.atTerminal = true;
  const asked = await user.fails(`server delete ${web1}`, 'n\n');
  assert.match(asked.stderr, new RegExp(`Delete server ${web1} "web1" with its disks\\? \\[y/N\\]`));
  assert.match(asked.stderr, /Not deleted\. Add --yes/);
  assert.deepEqual(await left(), all);
  assert.equal(
    (await user.fails('server delete 999', 'y\n')).stderr,
    'kamaki: There is no server 999 (404 itemNotFound).\n',
  );
  await user.does('server delete db --yes --wait');
  assert.deepEqual(await left(), all.slice(0, 2));

  user.atTerminal = false;
  const several = await user.fails('server delete --cluster web');
  assert.match(
    several.stderr,
    new RegExp(`Delete servers ${web1} "web1", ${web2} "web2" with their disks\\?`),
  );
  assert.match(
    (await user.fails('server delete --cluster nothing')).stderr,
    /No server has a name that begins with "nothing"/,
  );
  assert.deepEqual(await left(), all.slice(0, 2));
  // A script that names one server is not asked, as the original does not ask.
  await user.does(`server delete ${web1} --wait`);
  await user.does('server delete --cluster web --yes --wait');
  assert.deepEqual(await left(), []);
});
