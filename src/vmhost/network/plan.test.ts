import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dnsmasqPlan } from './dnsmasq.ts';
import { type NetworkFacts, networkPlan, ownAddress6, type PortPlan } from './plan.ts';

const port: PortPlan = {
  device: 'tdeadbeef',
  mac: 'aa:00:01:00:00:01',
  ipv4: '10.0.0.5',
  name: 'web',
  profile: 'DISABLED',
};
const facts: NetworkFacts = {
  index: 3,
  network: '10.0.0.0/29',
  gateway: '10.0.0.1',
  network6: 'fd00:7::/64',
  gateway6: null,
  reserved: [],
  tags: ['private', 'nfdhcpd'],
  ports: [port],
};

test('the bridge is the router, and each network has a wire of its own', () => {
  const { name, wire, bridge4, bridge6 } = networkPlan(facts);
  assert.deepEqual([name, wire.outer, wire.inner], ['n3', '100.64.0.6', '100.64.0.7']);
  assert.deepEqual([bridge4, bridge6], ['10.0.0.1', 'fd00:7::1']);
});

test('where a machine is the router, or there is none, the bridge has the highest address that is free', () => {
  const router = { ...port, ipv4: '10.0.0.1' };
  assert.equal(networkPlan({ ...facts, ports: [router] }).bridge4, '10.0.0.6');
  assert.equal(networkPlan({ ...facts, gateway: null, reserved: ['10.0.0.6'] }).bridge4, '10.0.0.4');
  const taken = ['10.0.0.1', '10.0.0.2', '10.0.0.3', '10.0.0.4', '10.0.0.6'];
  assert.equal(networkPlan({ ...facts, gateway: null, reserved: taken }).bridge4, null);
});

test('a card gives itself the address that its MAC makes', () => {
  assert.equal(ownAddress6('aa:00:01:00:00:01', 'fd00:7::/64'), 'fd00:7:0:0:a800:1ff:fe00:1');
});

test('DHCP and names know the machines of the network; a router that is not there is not told', () => {
  const plan = dnsmasqPlan(networkPlan({ ...facts, gateway: null }))!;
  assert.equal(plan.files['hosts'], 'aa:00:01:00:00:01,10.0.0.5\n');
  assert.equal(plan.files['names'], '10.0.0.5 web\nfd00:7:0:0:a800:1ff:fe00:1 web\n');
  assert.ok(plan.args.includes('--dhcp-option=option:router'));
  assert.ok(plan.args.includes('--dhcp-option=option:dns-server,10.0.0.6'));
  assert.equal(dnsmasqPlan(networkPlan({ ...facts, tags: ['private'] })), null);
});

test('T-V8 a name that is not of letters, digits and dashes reaches no file', () => {
  const names = ['a\nb', 'a=b', '-x', 'a,b', '', '$(id)'];
  const ports = names.map((name) => ({ ...port, name }));
  assert.equal(dnsmasqPlan(networkPlan({ ...facts, ports }))!.files['names'], '');
});
