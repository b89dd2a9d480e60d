import assert from 'node:assert/strict';
import { test } from 'node:test';
import { eui64 } from './eui64.ts';

test('an IPv6 address is made of the MAC and the network, and written short', () => {
  assert.equal(eui64('2001:db8:1:2::/64', 'aa:00:01:6c:34:ab'), '2001:db8:1:2:a800:1ff:fe6c:34ab');
  assert.equal(eui64('2001:db8::/64', 'aa:00:00:00:00:01'), '2001:db8::a800:ff:fe00:1');
  assert.equal(eui64('fd00:0:0:7::/64', '02:00:00:00:00:01'), 'fd00::7:0:ff:fe00:1');
  assert.equal(eui64('2001:db8::/64', 'nonsense'), null);
});
