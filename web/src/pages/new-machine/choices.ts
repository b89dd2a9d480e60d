import type { Flavor } from '../../api/flavors.ts';
import type { Image } from '../../api/images.ts';
import type { FloatingIp, Network } from '../../api/networks.ts';
import type { Server } from '../../api/servers.ts';
import type { SshKey } from '../../api/ssh-keys.ts';
import type { Use } from '../../text/resources.ts';
import { demandOf, suggestedName, tooMuch, tooSmall } from './choice.ts';
import type { Extras } from './extras.ts';
import type { Wishes } from './wishes.ts';

/** What there is to choose from, and what is used already. */
export interface Known {
  images: Image[];
  flavors: Flavor[];
  uses: Use[];
  /** `null` where the cloud serves none. */
  keys: SshKey[] | null;
  networks: Network[];
  /** Public addresses of one's own that no machine has. */
  addresses: FloatingIp[];
  machines: Server[];
}

export interface Choices {
  image: Image | undefined;
  flavor: Flavor | undefined;
  networkIds: string[];
  address: FloatingIp | undefined;
  name: string;
  keyNames: string[];
  count: number;
  tags: string[];
  extras: Extras;
}

/** What was chosen, and for all that is open the default: the form can be sent at once. */
export function choicesOf(
  wishes: Wishes,
  { images, flavors, uses, keys, networks, addresses, machines }: Known,
): Choices {
  const image = images.find(({ id }) => id === wishes.image) ?? images[0];
  const count = wishes.count ?? 1;
  const fits = (flavor: Flavor) => tooSmall(flavor, image) === '' && tooMuch(flavor, uses, count) === '';
  return {
    image,
    flavor: flavors.find(({ id }) => id === wishes.size) ?? flavors.find(fits) ?? flavors[0],
    networkIds: wishes.networks ?? networks.filter((network) => network.public).map(({ id }) => id),
    address: addresses.find(({ floating_ip_address: address }) => address === wishes.address),
    name:
      wishes.name ??
      suggestedName(
        image,
        machines.map(({ name }) => name),
      ),
    keyNames: wishes.keys ?? keys?.map(({ name }) => name) ?? [],
    count,
    tags: tagsOf(wishes.tags ?? ''),
    extras: wishes,
  };
}

/** What is used, without the machine whose place the new one takes. */
export function usesWithout(uses: Use[], replaced: Flavor | undefined): Use[] {
  const freed = demandOf(replaced);
  return uses.map((use) => ({ ...use, used: Math.max(0, use.used - (freed.get(use.name) ?? 0)) }));
}

/** Each word once. */
function tagsOf(text: string): string[] {
  const words = text.split(',').map((word) => word.trim());
  return [...new Set(words.filter((word) => word !== ''))];
}
