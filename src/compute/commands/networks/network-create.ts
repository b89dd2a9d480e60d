import { NETWORK_TYPES } from '#contract/network-words';
import { usageError } from '#platform/commands/command-error';
import { bool, choice, flag, hidden, list, text, uuid } from '#platform/commands/options';
import { checkOperatorNetwork, createOperatorNetwork } from '../../domain/networks/administer.ts';
import type { WantedSubnet } from '../../domain/networks/subnets.ts';
import { addToBackend } from '../../domain/ports/backend-places.ts';
import { defineCommand } from '../command.ts';
import { givenId, userOption, wordsOf } from '../options.ts';
import { inBackend } from './in-backend.ts';
import { showNetwork } from './show-network.ts';

export const networkCreate = defineCommand({
  name: 'network-create',
  summary: 'Make a network with its subnets: a public one of the operator, or a private one of a user',
  options: {
    name: text('--name <name>', 'its name'),
    flavor: choice('--flavor <type>', 'what it is made of', NETWORK_TYPES),
    user: userOption('whose it is'),
    project: uuid('-p, --project <uuid>', 'project that pays for it; without it the own one of its user'),
    public: flag('--public', 'for everybody'),
    subnet: text('--subnet <cidr>', 'addresses of IPv4'),
    gateway: text('--gateway <address>', 'gateway of IPv4; without it there is none'),
    subnet6: text('--subnet6 <cidr>', 'addresses of IPv6'),
    gateway6: text('--gateway6 <address>', 'gateway of IPv6; without it there is none'),
    dhcp: bool('--dhcp <bool>', 'whether the nodes tell machines their addresses (default False)'),
    allocationPool: list('--allocation-pool <first,last>', 'range that is given out, any number of times'),
    mode: text('--mode <mode>', 'bridged or routed, where it is not what the type has'),
    link: text('--link <link>', 'bridge or routing table on the nodes, where it is not what the type has'),
    macPrefix: text('--mac-prefix <prefix>', 'five digits that its MAC addresses begin with'),
    tags: text('--tags <tags>', 'tags for the scripts of the nodes, with commas between'),
    floatingIpPool: bool('--floating-ip-pool <bool>', 'whether users can hold its addresses'),
    drained: bool('--drained <bool>', 'closed: gives out no addresses yet'),
    backend: text('--backend-id <backend>', 'make it in this back end at once'),
    dryRun: flag('-n, --dry-run', 'only check whether it can be made'),
    owner: hidden(uuid('--owner <uuid>', 'the same as --user')),
  },
  async run({ service, options, out }) {
    const { name = '', flavor: type, project, public: isPublic, user = options.owner } = options;
    const backend = givenId(options.backend, 'Backend');
    if (type === undefined) throw usageError('--flavor must say what the network is made of.');
    if (!isPublic && user === undefined) throw usageError('A private network needs --user.');
    const pooled = {
      MAC_FILTERED: options.macPrefix,
      PHYSICAL_VLAN: options.link,
      CUSTOM: undefined,
      IP_LESS_ROUTED: undefined,
    };
    if (pooled[type] !== undefined) throw usageError(`A network of the type ${type} has it from the pool.`);
    if (options.macPrefix !== undefined && !/^[0-9a-f]{2}:[0-9a-f]{2}:[0-9a-f]$/.test(options.macPrefix))
      throw usageError('--mac-prefix must be five hexadecimal digits, like aa:00:1.');
    const subnets = subnetsOf(options);
    if (type === 'IP_LESS_ROUTED' && subnets.length === 0)
      throw usageError('A network of the type IP_LESS_ROUTED needs --subnet or --subnet6.');
    const { mode, link, macPrefix, floatingIpPool, drained } = options;
    const wanted = {
      name,
      type,
      public: isPublic,
      ...(user === undefined
        ? {}
        : { owner: { userId: user, project: project ?? user, sharedToProject: false } }),
      mode,
      link,
      macPrefix,
      tags: options.tags === undefined ? undefined : wordsOf(options.tags),
      floatingIpPool,
      drained,
      subnets,
    };
    if (options.dryRun) {
      await checkOperatorNetwork(service, wanted);
      return out.note('It can be made.');
    }
    const network = await createOperatorNetwork(service, wanted);
    if (backend !== undefined) await inBackend(() => addToBackend(service, network.id, backend));
    await showNetwork({ service, out }, network);
  },
});

function subnetsOf(options: {
  subnet: string | undefined;
  gateway: string | undefined;
  subnet6: string | undefined;
  gateway6: string | undefined;
  dhcp: boolean | undefined;
  allocationPool: readonly string[];
}): WantedSubnet[] {
  const { subnet, subnet6, dhcp = false } = options;
  if (options.gateway !== undefined && subnet === undefined) throw usageError('--gateway needs --subnet.');
  if (options.gateway6 !== undefined && subnet6 === undefined)
    throw usageError('--gateway6 needs --subnet6.');
  if (options.allocationPool.length > 0 && subnet === undefined)
    throw usageError('--allocation-pool needs --subnet.');
  if (dhcp && subnet === undefined && subnet6 === undefined) throw usageError('--dhcp needs a subnet.');
  const pools = poolsOf(options.allocationPool);
  return [
    ...(subnet === undefined
      ? []
      : [{ version: 4 as const, cidr: subnet, gateway: options.gateway ?? null, dhcp, pools }]),
    ...(subnet6 === undefined
      ? []
      : [{ version: 6 as const, cidr: subnet6, gateway: options.gateway6 ?? null, dhcp }]),
  ];
}

/** Ranges as the line has them; undefined where none is given, which is everything. */
export function poolsOf(words: readonly string[]): { start: string; end: string }[] | undefined {
  if (words.length === 0) return undefined;
  return words.map((word) => {
    const [start, end, ...rest] = wordsOf(word);
    if (start === undefined || end === undefined || rest.length > 0)
      throw usageError(`'${word}' is not a range: its first and last address, with a comma between.`);
    return { start, end };
  });
}
