import assert from 'node:assert/strict';
import test from 'node:test';
import { weaknessOf } from './password-rule.ts';

const ada = { email: 'ada.lovelace@example.org', firstName: 'Ada', lastName: 'Lovelace' };
const REPEATED = /repeats/;
const COMMON = /tried first/;

test('a password that guessers try first is refused, with the reason', () => {
  const refused: [string, RegExp][] = [
    ['x', /too short/],
    ['νίκη🔥12345'.slice(0, 9), /too short/],
    ['lovelace1815', /without the name and e-mail/],
    ['Ada.Lovelace@example.org1', /without the name and e-mail/],
    ['8347192046', /digits alone/],
    ['aaaaaaaaaaaa', REPEATED],
    ['xyzxyzxyzxyz', REPEATED],
    ['qwertyuiop', /row of keys/],
    ['zyxwvutsrqpo', /row of keys/],
    ['abcd12345678', /row of keys/],
    ['Password123!', COMMON],
    ['P@ssw0rd2024', COMMON],
    ['changeme!!!!', COMMON],
    ['12345admin12345', COMMON],
    ['synnefo-admin', COMMON],
    ['iloveyou2024', COMMON],
  ];
  for (const [password, reason] of refused)
    assert.match(weaknessOf(password, ada) ?? 'accepted', reason, password);
});

test('a long one of any characters is taken, and so is a name with enough around it', () => {
  const taken = [
    'correct horse battery',
    'ένα μακρύ μυστικό',
    'T7#kqz9!vWm',
    'lovelace and nine purple kettles',
    'Nr4ELGf3qOFCaQKjDPipSRq5',
  ];
  for (const password of taken) assert.equal(weaknessOf(password, ada), undefined, password);
});
