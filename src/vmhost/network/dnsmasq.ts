import { createHash } from 'node:crypto';
import { MTU, type NetworkPlan, ownAddress6 } from './plan.ts';

/** What a network's dnsmasq is started with; its folder is named by all of it. */
export interface DnsmasqPlan {
  folder: string;
  args: string[];
  /** By name. */
  files: Record<string, string>;
}

/** Domain of the names of machines; reserved for private use. */
const DOMAIN = 'internal';
/** Resolver behind the way out (slirp4netns). */
const UPSTREAM = '198.18.0.3';
const LEASE = '24h';

/**
 * DHCP, router advertisements and names of a network, for its own machines and nobody else. Null where it has neither.
 * Numbers and names of letters, digits and dashes are all that reaches a file or an argument (V8).
 */
export function dnsmasqPlan(plan: NetworkPlan): DnsmasqPlan | null {
  if (!plan.dhcp || (plan.bridge4 === null && plan.bridge6 === null)) return null;
  const files = { hosts: hostsFile(plan), names: namesFile(plan) };
  const words = [...general, ...ranges4(plan), ...ranges6(plan)];
  const digest = createHash('sha256')
    .update(JSON.stringify([words, files]))
    .digest('hex')
    .slice(0, 16);
  const folder = `/run/networks/${plan.name}/${digest}`;
  const args = [
    ...words,
    `--dhcp-hostsfile=${folder}/hosts`,
    `--addn-hosts=${folder}/names`,
    `--pid-file=${folder}/pid`,
    `--log-facility=${folder}/log`,
  ];
  return { folder, args, files };
}

const general = [
  ...['--conf-file=/dev/null', '--user=root', '--no-resolv', '--no-hosts'],
  ...['--interface=br0', '--except-interface=lo', '--bind-interfaces'],
  ...['--dhcp-authoritative', '--no-ping', '--leasefile-ro', '--dhcp-ignore-names'],
  ...[`--domain=${DOMAIN}`, '--expand-hosts', `--local=/${DOMAIN}/`, `--server=${UPSTREAM}`],
  ...['--local-ttl=5', `--dhcp-option=option:mtu,${MTU}`],
];

function ranges4({ subnet4, bridge4, router4 }: NetworkPlan): string[] {
  if (subnet4 === null || bridge4 === null) return [];
  const [base = '', length = ''] = subnet4.split('/');
  return [
    `--dhcp-range=${base},static,${netmask(Number(length))},${LEASE}`,
    // Without a value the bridge is not named as the router either.
    router4 === null ? '--dhcp-option=option:router' : `--dhcp-option=option:router,${router4}`,
    `--dhcp-option=option:dns-server,${bridge4}`,
  ];
}

function ranges6({ subnet6, bridge6 }: NetworkPlan): string[] {
  if (subnet6 === null || bridge6 === null) return [];
  const [prefix = ''] = subnet6.split('/');
  return [
    '--enable-ra',
    `--dhcp-range=${prefix},ra-stateless,off-link,64,${LEASE}`,
    `--ra-param=br0,mtu:${MTU},60,1800`,
  ];
}

function hostsFile({ ports }: NetworkPlan): string {
  return ports.map(({ mac, ipv4 }) => (ipv4 === null ? '' : `${mac},${ipv4}\n`)).join('');
}

function namesFile({ ports, subnet6 }: NetworkPlan): string {
  return ports
    .flatMap(({ mac, ipv4, name }) => {
      if (!/^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/.test(name)) return [];
      const addresses = [ipv4, subnet6 === null ? null : ownAddress6(mac, subnet6)];
      return addresses.flatMap((address) => (address === null ? [] : [`${address} ${name}\n`]));
    })
    .join('');
}

function netmask(length: number): string {
  const mask = (0xffff_ffff << (32 - length)) >>> 0;
  return [24, 16, 8, 0].map((shift) => (mask >>> shift) & 0xff).join('.');
}
