import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import fc from 'fast-check';
import { outerRules } from '#vmhost/network/rules/outer-rules';
import { trace } from '#vmhost/network/rules/trace';
import { arp, arrivals, BROADCAST, type Frame, icmp6, ip6, udp4 } from './kit/frames.ts';
import { cannotMakeNamespaces } from './kit/namespaces.ts';
import { FAR, HOST, RulesWorld, type TestNetwork } from './kit/rules-world.ts';

const skip = await cannotMakeNamespaces();

const mac = (digit: number): string => `aa:00:10:00:00:0${digit}`;
const ownIp6 = (digit: number): string => `fd00:1::a800:10ff:fe00:${digit}`;
const link6 = (digit: number): string => `fe80::a800:10ff:fe00:${digit}`;

const port = (device: string, digit: number, profile: 'ENABLED' | 'PROTECTED' | 'DISABLED' = 'DISABLED') => ({
  device,
  mac: mac(digit),
  ipv4: `10.0.0.${digit}`,
  ipv6: ownIp6(digit),
  profile,
});

const network = {
  flavor: 'MAC_FILTERED' as const,
  macPrefix: 'aa:00:1',
  subnet4: '10.0.0.0/24',
  gateway4: '10.0.0.1',
  subnet6: 'fd00:1::/64',
  exit: 'masquerade' as const,
};
const FLOATING = '203.0.113.5';
const floating = [{ address: FLOATING, to: '10.0.0.6' }];
const CLOSED = { exit: 'tap0', closed: [HOST] };

describe('rules of networks, in namespaces of an ordinary user', { skip }, () => {
  let world: RulesWorld;
  /** Routed, as networks of our own are; another with the same range; one whose bridge has an interface of the host. */
  let net: TestNetwork;
  let other: TestNetwork;
  let street: TestNetwork;
  const ask = (name: string | null, what: 'tcp' | 'udp', host: string, to: number): Promise<string> =>
    world.namespaces.ask(name, { do: what, host, port: to });

  before(async () => {
    world = await RulesWorld.open();
    [net, other, street] = await Promise.all([
      world.build('na', 1, {
        ...network,
        metadata: '100.65.1.0/24',
        floating,
        ports: [port('a1', 5), port('a2', 6), port('a3', 7)],
      }),
      world.build('nb', 2, { ...network, metadata: '100.65.2.0/24', ports: [port('b1', 5)] }),
      world.build('nc', 3, {
        ...network,
        exit: 'none',
        uplink: 'pub',
        ports: [port('c1', 5), port('c2', 6)],
      }),
    ]);
    const listening = { do: 'listen' as const, tcp: [22, 80, 8000], udp: [5000] };
    await Promise.all(
      [null, 'a1', 'a2', 'b1', 'c2', 'world'].map((name) => world.namespaces.ask(name, listening)),
    );
  });
  after(() => world.namespaces.close());

  /** What a machine must not send, each with the rule that drops it; `c1` is the sender. */
  const attacks: Record<string, [rule: string, frame: Frame]> = attackFrames();

  test('T-V5 without rules each frame of the corpus reaches the neighbour: what is dropped below is dropped by them', async () => {
    const frames = Object.fromEntries(Object.entries(attacks).map(([name, [, frame]]) => [name, frame]));
    const came = await arrivals(world.namespaces, 'c1', 'c2', frames, lastFrame());
    assert.deepEqual(came, Object.keys(frames));
  });

  test('T-V6 a port that has no rules yet is closed', async () => {
    await street.loaded.apply([]);
    const { ports } = street.rules;
    await street.change({ ports: [] });
    assert.equal(await ask('c1', 'tcp', '10.0.0.6', 22), 'silence');
    await street.change({ ports });
    assert.equal(await ask('c1', 'tcp', '10.0.0.6', 22), '10.0.0.5');
  });

  test('T-V5 no foreign MAC, ARP, address, discovery, advertisement, DHCP or tag reaches the neighbour; what is its own does', async () => {
    const before = await street.drops();
    const frames = Object.fromEntries(Object.entries(attacks).map(([name, [, frame]]) => [name, frame]));
    const came = await arrivals(world.namespaces, 'c1', 'c2', { ...frames, ...ownFrames() }, lastFrame());
    assert.deepEqual(came, Object.keys(ownFrames()));
    const after = await street.drops();
    const expected: Record<string, number> = {};
    for (const [rule] of Object.values(attacks)) expected[rule] = (expected[rule] ?? 0) + 1;
    for (const [rule, count] of Object.entries(expected))
      assert.ok(after[rule]! - (before[rule] ?? 0) >= count, `${rule}: ${JSON.stringify({ before, after })}`);
  });

  test('T-V7 from the interface of the host nobody comes with a MAC of ours, nor with one of another network', async () => {
    const frame = (from: string): Frame => ({ to: BROADCAST, from, type: '0806', body: '00' });
    const frames = { ours: frame(mac(5)), foreign: frame('aa:00:20:00:00:01') };
    const came = await arrivals(world.namespaces, 'street', 'c2', frames, frame('aa:00:1f:00:00:09'));
    assert.deepEqual(came, []);
  });

  test('a machine of a bridged network has its profile as far as a packet tells', async () => {
    const { ports } = street.rules;
    const [first, second] = ports as [(typeof ports)[0], (typeof ports)[0]];
    await street.change({ ports: [first, { ...second, profile: 'PROTECTED' }] });
    assert.deepEqual(await Promise.all([22, 8000].map((to) => ask('c1', 'tcp', '10.0.0.6', to))), [
      '10.0.0.5',
      'silence',
    ]);
    await street.change({ ports });
  });

  test('neighbours reach one another by their own addresses, and what their profiles let in', async () => {
    await Promise.all([net.load(), other.load()]);
    await world.loadOuter({ ...CLOSED, links: links() });
    const reach = (): Promise<string[]> =>
      Promise.all([
        ask('a1', 'tcp', '10.0.0.6', 22),
        ask('a1', 'tcp', '10.0.0.6', 8000),
        ask('a1', 'udp', '10.0.0.6', 5000),
        ask('a1', 'tcp', ownIp6(6), 22),
        ask('a1', 'tcp', ownIp6(6), 8000),
      ]);
    const mine = '10.0.0.5';
    assert.deepEqual(await reach(), [mine, mine, mine, ownIp6(5), ownIp6(5)]);
    await change(6, 'PROTECTED');
    assert.deepEqual(await reach(), [mine, 'silence', 'silence', ownIp6(5), 'silence']);
    await change(6, 'ENABLED');
    assert.deepEqual(await reach(), ['silence', 'silence', 'silence', 'silence', 'silence']);
    // one's rules are not another's, and answers come in to whom nothing comes
    assert.deepEqual(
      await Promise.all([
        ask('a2', 'tcp', '10.0.0.5', 8000),
        ask('a2', 'udp', '10.0.0.5', 5000),
        ask('a2', 'tcp', FAR, 80),
      ]),
      ['10.0.0.6', '10.0.0.6', '198.18.0.100'],
    );
    await change(6, 'DISABLED');
    assert.deepEqual(await reach(), [mine, mine, mine, ownIp6(5), ownIp6(5)]);
  });

  test('a floating IP answers from outside, another network, a neighbour and the machine itself', async () => {
    const answers = await Promise.all(
      [null, 'world', 'b1', 'a1', 'a2'].map((name) => ask(name, 'tcp', FLOATING, 80)),
    );
    assert.deepEqual(answers, ['100.64.1.0', '198.18.0.2', '100.64.2.1', '10.0.0.1', '10.0.0.1']);
    assert.equal(await ask('a2', 'tcp', '169.254.169.254', 80), '100.65.1.6');
  });

  test('its profile holds for what comes by a floating IP', async () => {
    await change(6, 'PROTECTED');
    assert.deepEqual(await Promise.all([22, 8000].map((to) => ask('b1', 'tcp', FLOATING, to))), [
      '100.64.2.1',
      'silence',
    ]);
    await change(6, 'DISABLED');
  });

  test('T-V6 a stricter profile and a floating IP that is taken away end flows that are under way, of UDP too', async () => {
    const keep = (name: string, host: string): Promise<string> =>
      world.namespaces.ask(name, { do: 'keep', host, port: 8000 });
    const say = (name: string): Promise<string> => world.namespaces.ask(name, { do: 'say' });
    await keep('a1', '10.0.0.6');
    assert.equal(await say('a1'), '10.0.0.5');
    assert.equal(await ask('b1', 'udp', FLOATING, 5000), '100.64.2.1');
    await change(6, 'ENABLED');
    assert.ok(['closed', 'silence'].includes(await say('a1')));
    await change(6, 'DISABLED');
    await keep('b1', FLOATING);
    assert.equal(await say('b1'), '100.64.2.1');
    await net.change({ floating: [] });
    assert.ok(['closed', 'silence'].includes(await say('b1')));
    assert.equal(await flowsTo(FLOATING), 0);
    assert.notEqual(await ask('b1', 'udp', FLOATING, 5000), '100.64.2.1');
    await net.change({ floating });
  });

  test('T-V9 T-C11 neither the host, nor what is between networks, nor another network is to be had from a machine', async () => {
    const places: [string, number][] = [
      [HOST, 22],
      [HOST, 80],
      ['100.64.1.0', 22],
      ['100.64.1.0', 80],
      ['100.64.2.1', 22],
      ['198.18.0.100', 22],
      ['169.254.169.254', 22],
      ['100.65.2.5', 22],
    ];
    const answers = await Promise.all(places.map(([host, to]) => ask('a1', 'tcp', host, to)));
    for (const [index, answer] of answers.entries())
      assert.ok(
        ['ECONNREFUSED', 'EHOSTUNREACH', 'silence'].includes(answer),
        `${places[index]!.join(':')} ${answer}`,
      );
    // the same range twice: who asks for 10.0.0.6 in the other network finds nobody, and not ours
    assert.ok(['EHOSTUNREACH', 'silence', 'ECONNREFUSED'].includes(await ask('b1', 'tcp', '10.0.0.6', 22)));
    assert.equal(await ask('a1', 'tcp', FAR, 80), '198.18.0.100');
  });

  test('T-C14 one machine has so many flows and leaves the others theirs', async () => {
    await net.change({ flowsAtMost: 8 });
    const asked = await Promise.all(Array.from({ length: 12 }, () => ask('a1', 'udp', '10.0.0.6', 5000)));
    assert.equal(asked.filter((answer) => answer === 'silence').length >= 4, true, asked.join());
    assert.equal(await ask('a3', 'tcp', '10.0.0.6', 22), '10.0.0.7');
    await net.change({ flowsAtMost: 4096 });
  });

  test('T-V6 rules that somebody flushed or changed are seen and put back', async () => {
    const spoil = [
      'flush ruleset',
      'delete element inet router profile4 { 10.0.0.6 : accept }',
      'flush chain bridge guard pre',
    ];
    assert.equal(await net.loaded.mend(), false);
    for (const text of spoil) {
      await world.namespaces.run('na', 'nft', ['-f', '-'], text);
      assert.equal(await net.loaded.mend(), true, text);
      assert.equal(await net.loaded.mend(), false);
    }
    assert.equal(await ask('a1', 'tcp', '10.0.0.6', 22), '10.0.0.5');
  });

  test('the trace tells of each flow, whatever the profiles and ways out, what the kernel decides', async () => {
    const targets = [
      '10.0.0.5',
      '10.0.0.6',
      '10.0.0.9',
      '10.0.0.1',
      FLOATING,
      HOST,
      FAR,
      '100.64.2.1',
      '8.8.8.8',
    ];
    const flows = [22, 8000].flatMap((to) =>
      ['a1', 'a2', 'b1'].flatMap((name) => targets.map((host) => ({ name, host, to }))),
    );
    const profiles = ['ENABLED', 'PROTECTED', 'DISABLED'] as const;
    for (const [seed, exit] of (['masquerade', 'none'] as const).entries()) {
      const drawn = fc.sample(
        fc.tuple(fc.constantFrom(...profiles), fc.constantFrom(...profiles), fc.boolean()),
        {
          numRuns: 1,
          seed: 12 + seed,
        },
      );
      const [one, two, isFloating] = drawn[0]!;
      await net.change({
        exit,
        floating: isFloating ? floating : [],
        ports: [port('a1', 5, one), port('a2', 6, two)],
      });
      const host = {
        outer: outerRules({ ...CLOSED, links: links() }),
        networks: [net, other].map(({ name, rules }) => ({
          name,
          rules,
          running: new Set(rules.ports.map(({ device }) => device)),
        })),
      };
      const answers = await Promise.all(
        flows.map(({ name, host: to, to: number }) => ask(name, 'tcp', to, number)),
      );
      for (const [index, { name, host: to, to: number }] of flows.entries()) {
        const from = { network: name.startsWith('a') ? 'na' : 'nb', device: name };
        // a machine does not ask the network for itself, and of the world one address answers
        if ((name !== 'a2' && to === '10.0.0.5') || (name === 'a2' && to === '10.0.0.6') || to === '8.8.8.8')
          continue;
        const told = trace(host, from, to, { protocol: 'tcp', port: number });
        const words = `${JSON.stringify({ exit, one, two, isFloating })} ${name} ${to}:${number}`;
        assert.equal(
          /^\d+\./.test(answers[index]!),
          told.reaches,
          `${words}: ${answers[index]} ${JSON.stringify(told)}`,
        );
      }
    }
  });

  async function change(digit: number, profile: 'ENABLED' | 'PROTECTED' | 'DISABLED'): Promise<void> {
    await net.change({
      ports: net.rules.ports.map((each) => (each.ipv4 === `10.0.0.${digit}` ? { ...each, profile } : each)),
    });
  }

  async function flowsTo(address: string): Promise<number> {
    const list = await world.namespaces.run('na', 'conntrack', ['-L', '-d', address]);
    return list.split('\n').filter(Boolean).length;
  }
});

function links() {
  return [
    { device: 'na', sources: ['100.64.1.1', '100.65.1.0/24', FLOATING], reachable: [FLOATING] },
    { device: 'nb', sources: ['100.64.2.1', '100.65.2.0/24'], reachable: [] },
    { device: 'nc', sources: ['100.64.3.1'], reachable: [] },
  ];
}

/** A frame of a machine's own, which always arrives. */
function lastFrame(): Frame {
  return arp(mac(5), { mac: mac(5), ip: '10.0.0.5' }, '10.0.0.6');
}

function attackFrames(): Record<string, [string, Frame]> {
  const [own, victim] = [mac(5), mac(6)];
  const packet = { from: own, to: victim, source: '10.0.0.5', target: '10.0.0.6' };
  const allNodes = { from: own, to: '33:33:00:00:00:01', source: link6(5), target: 'ff02::1' };
  const advertisement = '8600 0000 40 00 0708 00000000 00000000';
  const neighbour = (target: string): string => `8800 0000 20000000 ${ip6(target)}`;
  const solicit = (target: string): string => `8700 0000 00000000 ${ip6(target)}`;
  return {
    'foreign mac': ['mac', udp4({ ...packet, from: mac(9) }, [1, 2])],
    'arp of neighbour': ['arp', arp(own, { mac: own, ip: '10.0.0.6' }, '10.0.0.1')],
    'arp of gateway': ['arp', arp(own, { mac: own, ip: '10.0.0.1' }, '10.0.0.6')],
    'arp with foreign mac': ['arp', arp(own, { mac: victim, ip: '10.0.0.5' }, '10.0.0.6')],
    'foreign address': ['ip', udp4({ ...packet, source: '10.0.0.7' }, [1, 2])],
    'address of the world': ['ip', udp4({ ...packet, source: '8.8.8.8' }, [1, 2])],
    'no address': ['ip', udp4({ ...packet, source: '0.0.0.0' }, [1, 2])],
    'dhcp offer': ['dhcp', udp4({ ...packet, to: BROADCAST, target: '255.255.255.255' }, [67, 68])],
    'dhcp offer of v6': ['dhcp6', udp6(allNodes, 547, 546)],
    'foreign ipv6': ['ip6', icmp6({ ...allNodes, source: ownIp6(6) }, '80 00 0000 0001 0001')],
    'foreign link': ['ip6', icmp6({ ...allNodes, source: link6(6) }, '80 00 0000 0001 0001')],
    'router advertisement': ['ra', icmp6(allNodes, advertisement)],
    'advertisement behind options': [
      'ra',
      icmp6(allNodes, advertisement, { number: '00', header: '3a 00 010400000000' }),
    ],
    'advertisement in fragments': [
      'ra',
      icmp6(allNodes, advertisement, { number: '2c', header: '3a 00 0001 00000001' }),
    ],
    redirect: ['ra', icmp6(allNodes, `8900 0000 00000000 ${ip6(link6(5))} ${ip6(ownIp6(6))}`)],
    'advertisement of a neighbour': ['na', icmp6(allNodes, neighbour(ownIp6(6)))],
    'advertisement of the gateway': ['na', icmp6(allNodes, neighbour('fd00:1::1'))],
    'detection of a foreign address': ['dad', icmp6({ ...allNodes, source: '::' }, solicit(ownIp6(6)))],
    'tag of a vlan': ['ethertype', { to: BROADCAST, from: own, type: '8100', body: '0005 0806' }],
    'tag of priority': ['ethertype', { to: BROADCAST, from: own, type: '8100', body: '0000 0806' }],
    'reverse arp': ['ethertype', { to: BROADCAST, from: own, type: '8035', body: '00' }],
    'odd type': ['ethertype', { to: BROADCAST, from: own, type: '88b5', body: '00' }],
  };
}

/** What a machine may send, before and after it has its addresses. */
function ownFrames(): Record<string, Frame> {
  const own = mac(5);
  const all = { from: own, to: '33:33:00:00:00:02', source: link6(5), target: 'ff02::2' };
  const solicit = `8700 0000 00000000 ${ip6(ownIp6(5))}`;
  return {
    'own dhcp': udp4({ from: own, to: BROADCAST, source: '0.0.0.0', target: '255.255.255.255' }, [68, 67]),
    'own probe': arp(own, { mac: own, ip: '0.0.0.0' }, '10.0.0.5'),
    'own arp': arp(own, { mac: own, ip: '10.0.0.5' }, '10.0.0.1'),
    'own packet': udp4({ from: own, to: mac(6), source: '10.0.0.5', target: '10.0.0.6' }, [1, 2]),
    'own detection': icmp6({ ...all, source: '::' }, solicit),
    'own router solicitation': icmp6(all, '8500 0000 00000000'),
    'own neighbour solicitation': icmp6(all, `8700 0000 00000000 ${ip6(ownIp6(6))}`),
    'own neighbour advertisement': icmp6(all, `8800 0000 20000000 ${ip6(ownIp6(5))}`),
    'own ipv6': icmp6({ ...all, source: ownIp6(5) }, '80 00 0000 0001 0001'),
  };
}

function udp6(addresses: Parameters<typeof icmp6>[0], from: number, to: number): Frame {
  const ports = [from, to].map((number) => number.toString(16).padStart(4, '0')).join('');
  const frame = icmp6(addresses, `${ports} 0010 0000 0000000000000000`);
  return { ...frame, body: frame.body.replace('3a ff', '11 ff') };
}
