import assert from 'node:assert/strict';
import test from 'node:test';
import { readNetworkWords } from './network-words.ts';

test('a network is named by id, with an address when one is wanted', () => {
  assert.deepEqual(readNetworkWords('77'), { uuid: '77' });
  assert.deepEqual(readNetworkWords('77,10.0.0.5'), { uuid: '77', fixed_ip: '10.0.0.5' });
  assert.deepEqual(readNetworkWords('ip=10.0.0.5,id=77'), { uuid: '77', fixed_ip: '10.0.0.5' });
  assert.deepEqual(readNetworkWords('ip=10.0.0.5,77'), { uuid: '77', fixed_ip: '10.0.0.5' });
});

test('other forms are refused', () => {
  for (const words of ['', 'ip=10.0.0.5', '77,10.0.0.5,more', 'id=1,id=2', 'net=77']) {
    assert.throws(() => readNetworkWords(words), /NETWORK_ID/, words);
  }
});
