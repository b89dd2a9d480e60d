import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pageLanguage } from './page-language.ts';

const built = new Set(['en', 'el']);

test('the page comes in the language chosen in this browser, else in the first of the browser that was built, else in English', () => {
  const accepted = (list: string) => pageLanguage(built, { 'accept-language': list });
  assert.equal(accepted('el-GR,el;q=0.9,en;q=0.8'), 'el');
  assert.equal(accepted('en-US,en;q=0.9,el;q=0.8'), 'en');
  assert.equal(accepted('fr, en;q=0.4, el;q=0.6'), 'el');
  assert.equal(accepted('el;q=0, de'), 'en');
  assert.equal(accepted('*'), 'en');
  assert.equal(pageLanguage(built, {}), 'en');
  const chosen = (cookie: string) => pageLanguage(built, { cookie, 'accept-language': 'en' });
  assert.equal(chosen('a=b; synnefo-language=el'), 'el');
  assert.equal(chosen('synnefo-language=xx'), 'en');
  assert.equal(chosen('not-synnefo-language=el'), 'en');
  assert.equal(chosen('synnefo-language=../el'), 'en');
});
