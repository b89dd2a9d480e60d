import assert from 'node:assert/strict';
import { test } from 'node:test';
import { choiceOf, listOf, numberOf, textsOf } from './search-params.ts';

test('what an address does not say, or says in no sensible way, is absent', () => {
  const search = { filter: 'web', folder: 2026, sort: '', view: 'grid', size: '2', networks: 'n1' };
  assert.deepEqual(textsOf(search, 'filter', 'folder', 'sort', 'state'), { filter: 'web', folder: '2026' });
  assert.deepEqual(choiceOf(search, 'view', ['cards', 'table']), {});
  assert.deepEqual(choiceOf({ view: 'table' }, 'view', ['cards', 'table']), { view: 'table' });
  assert.deepEqual(numberOf(search, 'size'), {});
  assert.deepEqual(numberOf({ size: 2 }, 'size'), { size: 2 });
  assert.deepEqual(listOf(search, 'networks'), {});
  assert.deepEqual(listOf({ networks: [] }, 'networks'), { networks: [] });
  assert.deepEqual(listOf({ keys: ['work', 7, null] }, 'keys'), { keys: ['work', '7'] });
});
