import assert from 'node:assert/strict';
import { test } from 'node:test';
import { termsBlocks } from './terms-text.ts';

test('of a file of terms the text is left, in headings, paragraphs and items', () => {
  const file = `<!DOCTYPE html><html><head><title>T</title><style>p{color:red}</style></head><body onload="x()">
    <h1>Terms &amp; conditions</h1><!-- <p>hidden</p> --><p>Be <b>kind</b>,
    and 1 < 2.<br/>&Eacute; &#233; &#x1F600; &#0;</p>
    <ul><li>first<li>second</ul>the end`;
  assert.deepEqual(termsBlocks(file), [
    { kind: 'heading', text: 'Terms & conditions' },
    { kind: 'text', text: 'Be kind, and 1 < 2.' },
    { kind: 'text', text: '&Eacute; é 😀' },
    { kind: 'item', text: 'first' },
    { kind: 'item', text: 'second' },
    { kind: 'text', text: 'the end' },
  ]);
  assert.deepEqual(termsBlocks('Plain.\n\nIn two parts.'), [
    { kind: 'text', text: 'Plain.' },
    { kind: 'text', text: 'In two parts.' },
  ]);
});

test('scripts are no text, also where they do not end, and the worst file of a megabyte is read at once', () => {
  assert.deepEqual(termsBlocks('a<script>alert(1)</script >b<SCRIPT>x'), [{ kind: 'text', text: 'ab' }]);
  const started = performance.now();
  for (const worst of ['<', '<a', '&#', '<!--', '<script>', ' \n'])
    termsBlocks(worst.repeat(Math.floor(1_048_576 / worst.length)));
  assert.ok(performance.now() - started < 2000);
});
