import assert from 'node:assert/strict';
import { test } from 'node:test';
import { deviceOf } from './device.ts';

test('a session says with what browser and on what it was begun', () => {
  const edge =
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0 Safari/537.36 Edg/126.0';
  assert.deepEqual(deviceOf(edge), { browser: 'Edge', system: 'Windows', isPhone: false });
  const safari =
    'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1';
  assert.deepEqual(deviceOf(safari), { browser: 'Safari', system: 'iPhone', isPhone: true });
  const firefox = 'Mozilla/5.0 (X11; Linux x86_64; rv:127.0) Gecko/20100101 Firefox/127.0';
  assert.deepEqual(deviceOf(firefox), { browser: 'Firefox', system: 'Linux', isPhone: false });
  assert.deepEqual(deviceOf('curl/8.5'), { browser: '', system: '', isPhone: false });
});
