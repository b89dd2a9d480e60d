import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SearchReply } from '#contract/object-folder';
import { ALICE, BOB, type Caller, startObject } from './kit/start-object.ts';

test('search', async (t) => {
  const object = await startObject(t);
  const [alice, bob] = [object.as('alice-token', ALICE), object.as('bob-token', ALICE)];
  for (const container of ['pithos', 'other', 'trash']) await alice('PUT', `/${container}`);
  const put = (name: string, type = 'text/plain', headers: Record<string, string> = {}) =>
    alice('PUT', `/${name.split('/').map(encodeURIComponent).join('/')}`, {
      body: 'x',
      headers: { 'content-type': type, ...headers },
    });
  await put('pithos/docs/Αναφορά 2025.pdf', 'application/pdf');
  await put('pithos/docs/ΑΝΑΦΟΡΑ/κείμενο.txt');
  await put('pithos/docs/ΑΝΑΦΟΡΑ', 'application/directory');
  await put('pithos/αναφορά', 'image/png', { 'x-object-sharing': `read=${BOB}` });
  await put('other/deep/er/my αναφορα.txt');
  await put('trash/αναφορα.old');

  async function find(place: string, query: Record<string, string>, as: Caller = alice) {
    const reply = await as('GET', `${place}?${new URLSearchParams(query).toString()}`);
    assert.equal(reply.status, 200, reply.text);
    return SearchReply.parse(reply.json);
  }
  const places = ({ rows }: SearchReply): string[] =>
    rows.map(({ container, path, name, folder }) => `${container}/${path}${name}${folder ? '/' : ''}`);

  await t.test(
    'finds the last part of names in all containers, the newest first, by window and total',
    async () => {
      const all = await find('', { search: 'αναφορα', without: 'trash' });
      const wanted = [
        'other/deep/er/my αναφορα.txt',
        'pithos/αναφορά',
        'pithos/docs/ΑΝΑΦΟΡΑ/',
        'pithos/docs/Αναφορά 2025.pdf',
      ];
      assert.deepEqual(places(all), wanted);
      assert.deepEqual([all.total, all.more], [4, false]);
      const windows = [];
      for (let offset = 0; offset < 5; offset += 2)
        windows.push(
          ...places(
            await find('', { search: 'αναφορα', without: 'trash', offset: String(offset), limit: '2' }),
          ),
        );
      assert.deepEqual(windows, wanted);
      assert.equal((await find('', { search: '' })).total, 6);
    },
  );

  await t.test('looks below one folder, and for one kind', async () => {
    assert.deepEqual(places(await find('/pithos', { search: 'αναφορα', path: 'docs' })), wantedBelow);
    assert.deepEqual(places(await find('', { search: '', kind: 'image' })), ['pithos/αναφορά']);
    assert.deepEqual(places(await find('', { search: '', kind: 'folder' })), ['pithos/docs/ΑΝΑΦΟΡΑ/']);
    assert.deepEqual(places(await find('', { search: '2025', kind: 'pdf' })), [
      'pithos/docs/Αναφορά 2025.pdf',
    ]);
  });

  await t.test('T-O9 finds of another what he shares with the caller only', async () => {
    assert.deepEqual(places(await find('/pithos', { search: '' }, bob)), ['pithos/αναφορά']);
    for (const place of ['', '/other'])
      assert.equal((await bob('GET', `${place}?search=x`)).status, 403, place);
    for (const query of ['search=a%00', 'search=x&kind=virus', 'search=x&offset=x'])
      assert.equal((await alice('GET', `?${query}`)).status, 400, query);
  });
});

const wantedBelow = ['pithos/docs/ΑΝΑΦΟΡΑ/', 'pithos/docs/Αναφορά 2025.pdf'];
