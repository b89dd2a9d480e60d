import assert from 'node:assert/strict';
import { test } from 'node:test';
import { previewKind } from './preview-kind.ts';

const kind = (name: string, type: string, bytes = 10) =>
  previewKind({ name, type, bytes, folder: false, changed: '', hash: '' });

test('what could act in a page is shown as the text that it is', () => {
  assert.equal(kind('page.html', 'text/html'), 'text');
  assert.equal(kind('drawing.svg', 'image/svg+xml'), 'text');
  assert.equal(kind('script.js', 'application/octet-stream'), 'text');
  assert.equal(kind('photo.png', 'image/png'), 'picture');
  assert.equal(kind('film.mp4', 'video/mp4'), 'film');
  assert.equal(kind('report.pdf', 'application/pdf'), 'pdf');
  assert.equal(kind('atlas.pdf', 'application/pdf', 1e9), undefined);
  assert.equal(kind('disk.img', 'application/octet-stream'), undefined);
  assert.equal(kind('huge.png', 'image/png', 1e9), undefined);
});
