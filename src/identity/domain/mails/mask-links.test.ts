import assert from 'node:assert/strict';
import { test } from 'node:test';
import { htmlOf } from './html-of.ts';
import { maskLinks } from './mask-links.ts';

test('T-I26 of a link its query goes, and what is as long as a key', () => {
  assert.equal(
    maskLinks('Open https://cloud.example.org/astakos/ui/activate?auth=abc&next=%2F now'),
    'Open https://cloud.example.org/astakos/ui/activate?… now',
  );
  assert.equal(
    maskLinks('HTTP://h/ui/local/reset/confirm/MQ/4x2-0123456789abcdef0123/'),
    'HTTP://h/ui/local/reset/confirm/MQ/…/',
  );
  assert.equal(maskLinks('https://h/#key=1'), 'https://h/?…');
  assert.equal(maskLinks('http://127.0.0.1:8080/ui/\nno link'), 'http://127.0.0.1:8080/ui/\nno link');
});

test('T-I24 a page of a mail shows the text, and makes links of our own addresses only', () => {
  const page = htmlOf(
    '<b>Ada</b> & "Bob"\n    https://cloud.example.org/ui/?a=1&b=2.\nhttps://cloud.example.org.evil.example/',
    new Set(['https://cloud.example.org']),
  );
  assert.match(page, /&lt;b&gt;Ada&lt;\/b&gt; &amp; &quot;Bob&quot;<br>/);
  assert.match(page, /&nbsp;{4}|(?:&nbsp;){4}/);
  assert.match(
    page,
    /<a href="https:\/\/cloud\.example\.org\/ui\/\?a=1&amp;b=2">https:\/\/cloud\.example\.org\/ui\/\?a=1&amp;b=2<\/a>\.<br>/,
  );
  assert.doesNotMatch(page, /href="[^"]*evil/);
});
