import assert from 'node:assert/strict';
import { test } from 'node:test';
import { encodedTag, namedTag, textOfTag } from './tag-words.ts';

/** The reverse, as the original reads tags of its back ends. */
const decoded = (tag: string): string =>
  decodeURIComponent(tag.replaceAll('*', '_').replaceAll('/', '%').replaceAll('+', ' '));

test('T-D5 a tag reaches the back end in letters that it takes, and back as it was', () => {
  for (const text of ['prod', 'two words', 'a_b%c+d', 'ταμπέλα', '~!*()\'"#?&=', 'web:1']) {
    const tag = namedTag(text);
    assert.match(encodedTag(tag), /^[\w.+*/:@-]{1,128}$/);
    assert.equal(textOfTag(decoded(encodedTag(tag))), text);
  }
  assert.equal(encodedTag(namedTag('two words_x')), 'cyclades:user:two+words*x');
});

test('a tag that no address could name, or that is too long for a back end, is refused', () => {
  for (const text of ['', 'a/b', 'a,b', 'a\nb', 'x'.repeat(61), 'ω'.repeat(60)])
    assert.throws(() => namedTag(text), { status: 400 }, text);
  assert.equal(textOfTag('cyclades:system:hidden'), undefined);
});
