import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { endedFlows } from './ended-flows.ts';
import { networkRules, type NetworkRulesInput } from './network-rules.ts';
import { isIsolated, kernelSwitches, networkRuleset } from './network-ruleset.ts';
import { outerRuleset } from './outer-rules.ts';
import { changeTransactions, ELEMENTS_AT_ONCE, wholeTransactions } from './ruleset.ts';
import { autoconfigured, Ipv6, isWithin6, linkLocal, Prefix4, Prefix6 } from './words.ts';

const port = {
  device: 'p1',
  mac: 'aa:00:10:00:00:01',
  ipv4: '10.0.0.5',
  ipv6: 'fd00:1::a800:10ff:fe00:1',
  profile: 'DISABLED' as const,
};
const network: NetworkRulesInput = {
  flavor: 'MAC_FILTERED',
  macPrefix: 'aa:00:1',
  subnet4: '10.0.0.0/24',
  gateway4: '10.0.0.1',
  subnet6: 'fd00:1::/64',
  exit: 'masquerade',
  metadata: '100.65.1.0/24',
  floating: [{ address: '203.0.113.5', to: '10.0.0.5' }],
  ports: [port],
};

function portNumber(index: number): typeof port {
  const hex = index.toString(16).padStart(4, '0');
  const mac = `aa:00:10:00:${hex.slice(0, 2)}:${hex.slice(2)}`;
  return {
    ...port,
    device: `p${index}`,
    mac,
    ipv4: `10.0.${index >> 8}.${index & 255}`,
    ipv6: autoconfigured(mac, 'fd00:1::/64'),
  };
}

test('T-V1 no word that is given can be more than a word of its kind in the text for nft', () => {
  const nasty = fc.oneof(
    fc.string(),
    fc.constantFrom(
      'p1"',
      'p1; flush ruleset',
      'p1\n}',
      '10.0.0.5 } ; }',
      '10.0.0.0/24',
      'aa:00:10:00:00:01,',
      'fe80::1%p1',
      '::ffff:10.0.0.1',
      '',
    ),
    fc.string({ unit: fc.constantFrom('"', '}', ';', '\n', ' ', '#', '@', '1', 'a', ':', '.') }),
  );
  const fields = fc.constantFrom('device', 'mac', 'ipv4', 'ipv6', 'profile');
  fc.assert(
    fc.property(fields, nasty, (field, word) => {
      let text: string;
      try {
        text = wholeTransactions(
          networkRuleset(networkRules({ ...network, floating: [], ports: [{ ...port, [field]: word }] })),
        ).join('');
      } catch {
        return;
      }
      assert.match(word, /^[0-9a-zA-Z:.]+$/);
      assert.equal(
        text.split('\n').length,
        wholeTransactions(networkRuleset(networkRules({ ...network, floating: [] })))
          .join('')
          .split('\n').length,
      );
    }),
  );
  for (const wrong of [
    { uplink: 'eth0"' },
    { macPrefix: 'aa:00:1;' },
    { subnet4: '10.0.0.1/24' },
    { metadata: '100.65.1.0/23' },
  ])
    assert.throws(() => networkRules({ ...network, ...wrong }));
  assert.throws(() => outerRuleset({ exit: 'tap0', links: [], closed: ['10.0.0.0/8 }'] }));
});

test('rules of a network that contradict one another are refused whole', () => {
  for (const wrong of [
    { ports: [{ ...port, mac: 'aa:00:20:00:00:01' }] },
    { ports: [{ ...port, mac: 'ab:00:10:00:00:01' }] },
    { ports: [{ ...port, ipv4: '10.0.1.5' }] },
    { ports: [{ ...port, ipv4: '10.0.0.1' }] },
    { ports: [{ ...port, ipv6: 'fd00:2::5' }] },
    { ports: [port, { ...port, device: 'p2', mac: 'aa:00:10:00:00:02', ipv6: null }] },
    { ports: [] },
    { macPrefix: null },
    { flavor: 'IP_LESS_ROUTED' as const, uplink: 'pub' },
    { gateway4: '10.1.0.1' },
  ])
    assert.throws(() => networkRules({ ...network, ...wrong }), JSON.stringify(wrong));
});

test('addresses have the one spelling that nft has for them', () => {
  assert.equal(Ipv6.parse('FD00:0:0:0:A800:10FF:FE00:1'), 'fd00::a800:10ff:fe00:1');
  assert.equal(Prefix6.parse('FD00:1:0:0::/64'), 'fd00:1::/64');
  assert.equal(linkLocal('aa:00:10:00:00:01'), 'fe80::a800:10ff:fe00:1');
  assert.equal(autoconfigured('aa:00:10:00:00:01', 'fd00:1::/64'), 'fd00:1::a800:10ff:fe00:1');
  assert.ok(isWithin6('fd00:1::5', 'fd00:1::/64') && !isWithin6('fd00:2::5', 'fd00:1::/64'));
  assert.ok(Prefix4.safeParse('10.0.0.0/8').success && !Prefix4.safeParse('10.0.0.0/33').success);
});

test('a port that comes, changes or goes changes elements alone', () => {
  const rules = (changes: Partial<NetworkRulesInput>) =>
    networkRuleset(networkRules({ ...network, ...changes }));
  const before = rules({});
  assert.deepEqual(changeTransactions(before, before), []);
  const [added, ...none] = changeTransactions(before, rules({ ports: [port, portNumber(2)] })) ?? [];
  assert.deepEqual(none, []);
  assert.match(added!, /^add element bridge guard port_mac \{ "p2" \. aa:00:10:00:00:02 \}$/m);
  assert.doesNotMatch(added!, /delete|10\.0\.0\.5/);
  const stricter = changeTransactions(before, rules({ ports: [{ ...port, profile: 'ENABLED' }] }));
  assert.deepEqual(stricter, [
    'delete element inet router profile4 { 10.0.0.5 : accept }\n' +
      'delete element inet router profile6 { fd00:1::a800:10ff:fe00:1 : accept }\n' +
      'add element inet router profile4 { 10.0.0.5 : jump enabled }\n' +
      'add element inet router profile6 { fd00:1::a800:10ff:fe00:1 : jump enabled }\n',
  ]);
  assert.equal(changeTransactions(before, rules({ exit: 'none' })), null);
});

test('a large network is loaded in transactions that fit, the rules in the first', () => {
  const ports = Array.from({ length: 1000 }, (_, index) => portNumber(index + 2));
  const large = networkRules({ ...network, subnet4: '10.0.0.0/22', metadata: null, floating: [], ports });
  const texts = wholeTransactions(networkRuleset(large));
  assert.ok(texts.length > 1);
  for (const text of texts) assert.ok((text.match(/, /g) ?? []).length <= ELEMENTS_AT_ONCE + 100);
  const added = texts.join('');
  for (const { mac, ipv4 } of ports) assert.ok(added.includes(mac) && added.includes(ipv4));
});

test('machines whose addresses are known meet at the router; where others are on the link, by frames', () => {
  assert.equal(isIsolated(networkRules(network)), true);
  assert.equal(kernelSwitches(networkRules(network))['ipv4/conf/br0/proxy_arp_pvlan'], '1');
  assert.equal(isIsolated(networkRules({ ...network, uplink: 'pub' })), false);
  const bare = { subnet4: null, gateway4: null, subnet6: null, metadata: null, floating: [] };
  assert.equal(
    isIsolated(networkRules({ ...network, ...bare, ports: [{ ...port, ipv4: null, ipv6: null }] })),
    false,
  );
});

test('what was allowed and is not any more ends its flows, and nothing else does', () => {
  const before = networkRules(network);
  const ended = (changes: Partial<NetworkRulesInput>): string[] =>
    endedFlows(before, networkRules({ ...network, ...changes })).map((words) => words.join(' '));
  assert.deepEqual(ended({}), []);
  assert.deepEqual(ended({ ports: [port, portNumber(2)] }), []);
  assert.deepEqual(ended({ floating: [] }), ['-D -d 203.0.113.5', '-D -q 203.0.113.5']);
  assert.ok(ended({ ports: [{ ...port, profile: 'PROTECTED' }] }).includes('-D -f ipv4 -d 10.0.0.5'));
  assert.ok(ended({ ports: [], floating: [] }).includes('-D -f ipv6 -s fd00:1::a800:10ff:fe00:1'));
  const strict = networkRules({ ...network, ports: [{ ...port, profile: 'ENABLED' }] });
  assert.deepEqual(endedFlows(strict, before), []);
  assert.deepEqual(ended({ exit: 'none' }), ['-F']);
});
