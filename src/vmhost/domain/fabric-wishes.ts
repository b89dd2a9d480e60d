import { networkInterfaces } from 'node:os';
import type { FabricWishes } from '../network/fabric.ts';
import { ipNumber, ipText } from '../network/user-mode.ts';
import { networkPlans } from './network-plans.ts';
import type { Vmhost } from './vmhost.ts';
import { CardKeeper } from './wired-cards.ts';

/** What the records of the manager want of the networks of this host. */
export function fabricWishes(vmhost: Vmhost): FabricWishes {
  const cards = new CardKeeper(vmhost);
  return {
    plans: () => networkPlans(vmhost),
    closed: () => [...hostAddresses(), ...vmhost.settings.VMHOST_CLOSED_NETWORKS.map(withoutHostBits)],
    compared: (stands) => cards.compare(stands),
  };
}

/** Where the host itself answers. It may get others later: this is asked again and again. */
function hostAddresses(): string[] {
  return Object.values(networkInterfaces()).flatMap((addresses = []) =>
    addresses.filter(({ family, internal }) => family === 'IPv4' && !internal).map(({ address }) => address),
  );
}

function withoutHostBits(cidr: string): string {
  const [address = '', length = ''] = cidr.split('/');
  const size = 2 ** (32 - Number(length));
  return `${ipText(Math.floor(ipNumber(address) / size) * size)}/${length}`;
}
