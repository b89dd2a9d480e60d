import assert from 'node:assert/strict';
import { test } from 'node:test';
import { renderRecord, renderTable } from './table.ts';

test('pretty tables are right-aligned under a dashed rule', () => {
  assert.equal(
    renderTable(
      'pretty',
      ['id', 'name'],
      [
        [1, 'web'],
        [12, null],
      ],
    ),
    'id  name\n--------\n 1   web\n12  None\n',
  );
  assert.equal(renderTable('pretty', ['id'], [[1]], { headers: false }), '1\n');
});

test('a title stands in the middle between dash lines, and only where a person reads', () => {
  const table = (format: 'pretty' | 'csv'): string =>
    renderTable(format, ['resource', 'limit'], [['vm', 1]], { title: 'Quota' });
  const rule = '-'.repeat(15);
  assert.equal(table('pretty'), `${rule}\n     Quota\n${rule}\nresource  limit\n${rule}\n      vm      1\n`);
  assert.equal(table('csv'), 'resource,limit\r\nvm,1\r\n');
});

test('csv quotes what needs it and ends rows as RFC 4180 says', () => {
  assert.equal(
    renderTable(
      'csv',
      ['a', 'b'],
      [
        ['x,y', 'say "hi"'],
        [true, -5],
      ],
    ),
    'a,b\r\n"x,y","say ""hi"""\r\nTrue,-5\r\n',
  );
});

test('T-W9 a cell that a spreadsheet would run as a formula is made text', () => {
  assert.equal(renderTable('csv', ['a'], [['=1+1'], ['@x']]), "a\r\n'=1+1\r\n'@x\r\n");
});

test('json holds strings only, in an array, indented by four', () => {
  assert.equal(
    renderTable('json', ['id', 'up'], [[1, false]]),
    '[\n    {\n        "id": "1",\n        "up": "False"\n    }\n]\n',
  );
  assert.equal(renderRecord('json', { id: 1 }), '[\n    {\n        "id": "1"\n    }\n]\n');
});

test('records align their keys and control characters cannot move the cursor', () => {
  assert.equal(renderRecord('pretty', { id: 1, name: 'a\u001b[2Jb' }), 'id   : 1\nname : a\\x1b[2Jb\n');
});
