import { createServer } from 'node:net';
import { forwardInSandbox } from './forwarding.ts';

/** Link of cards that QEMU's own user-mode network serves. */
export const USER_MODE_LINK = 'user';

/** What a machine's NIC is to look like from inside. */
export interface UserNetwork {
  /** Address of the machine and its network with prefix length; null for QEMU's own 10.0.2.0/24. */
  address: { ip: string; cidr: string; gateway: string | null } | null;
  /** Port of the host's loopback that leads to port 22 of the machine. */
  sshPort: number | null;
}

/**
 * QEMU's user-mode network: the machine gets an address by DHCP and answers on the forwarded port. In a sandbox it leads
 * wherever that leads. Without one it is closed by `restrict` (V4, C11): neither the host, nor its loopback, nor anything
 * beyond can be reached.
 */
export function userNetdev(network: UserNetwork, inSandbox: boolean): Record<string, unknown> {
  const { address, sshPort } = network;
  const forward = (port: number): string =>
    inSandbox ? forwardInSandbox(port) : `tcp:127.0.0.1:${port}-:22`;
  return {
    type: 'user',
    restrict: !inSandbox,
    ipv6: false,
    ...(address === null ? {} : slirpAddresses(address.ip, address.cidr, address.gateway)),
    ...(sshPort === null ? {} : { hostfwd: [{ str: forward(sshPort) }] }),
  };
}

/** The machine's address is the first that the DHCP server gives; router and name server must be others of the network. */
function slirpAddresses(ip: string, cidr: string, gateway: string | null): Record<string, string> {
  const host = gateway ?? otherAddress(cidr, [ip]);
  return { net: cidr, dhcpstart: ip, host, dns: otherAddress(cidr, [ip, host]) };
}

/** The highest address of a network that is not in `taken`. */
function otherAddress(cidr: string, taken: string[]): string {
  const [base = '', length = '24'] = cidr.split('/');
  const mask = (0xffff_ffff << (32 - Number(length))) >>> 0;
  const broadcast = ((ipNumber(base) & mask) | (~mask >>> 0)) >>> 0;
  for (let number = broadcast - 1; number > broadcast - 5; number -= 1) {
    const text = ipText(number);
    if (!taken.includes(text)) return text;
  }
  return ipText(broadcast - 1);
}

/** An IPv4 address as a number. */
export function ipNumber(ip: string): number {
  return ip.split('.').reduce((number, part) => number * 256 + Number(part), 0);
}

/** A number as an IPv4 address. */
export function ipText(number: number): string {
  return [24, 16, 8, 0].map((shift) => (number >>> shift) & 0xff).join('.');
}

/** A port of the loopback that nobody listens on at this moment. */
export async function freePort(): Promise<number> {
  const port = await listenOnce(0);
  if (port === undefined) throw new Error('no port of the loopback is free');
  return port;
}

/** Whether a port of the loopback could be taken now. */
export async function isPortFree(port: number): Promise<boolean> {
  return (await listenOnce(port)) !== undefined;
}

function listenOnce(port: number): Promise<number | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(undefined));
    server.listen(port, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' ? address?.port : undefined));
    });
  });
}
