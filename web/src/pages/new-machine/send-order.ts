import { say } from '#text/new-machine';
import { imageProperty, type Image } from '../../api/images.ts';
import type { Network } from '../../api/networks.ts';
import { compute } from '../../api/services.ts';
import { noteFailure } from '../../parts/undo-note.tsx';
import { setsPassword, takesKeys } from '../../text/image-words.ts';
import { namesOf } from './choice.ts';
import type { Choices, Known } from './choices.ts';
import { orderOf } from './extras.ts';

/**
 * Orders the machines one after the other; answers their numbers. When the cloud refuses one, those before it are made all the same,
 * and it is told how many: ordering all of them again would make them twice.
 */
export async function sendOrders(
  choices: Choices,
  { networks, machines }: Pick<Known, 'networks' | 'machines'>,
  project: string,
): Promise<number[]> {
  const taken = machines.map(({ name }) => name);
  const names = namesOf(choices.name.trim(), choices.count, taken);
  const made: number[] = [];
  for (const name of names) {
    try {
      made.push(await sendOrder({ ...choices, name }, networks, project));
    } catch (error) {
      if (made.length === 0) throw error;
      noteFailure(say.someMade({ made: made.length, all: names.length }), error);
      break;
    }
  }
  return made;
}

async function sendOrder(choices: Choices, networks: Network[], project: string): Promise<number> {
  const { image, flavor, name, keyNames, tags, extras } = choices;
  if (image === undefined || flavor === undefined) throw new Error(say.noImage);
  const { id } = await compute.createServer({
    name,
    project,
    flavorRef: flavor.id,
    imageRef: image.id,
    metadata: metadataOf(image),
    ...(keyNames.length > 0 && takesKeys(image) ? { 'SNF:key_names': keyNames } : {}),
    ...(tags.length > 0 ? { tags } : {}),
    ...orderOf(extras, { password: setsPassword(image) }),
    ...connectionsOf(choices, networks),
  });
  return id;
}

/** Left out, the cloud connects to all of its default networks. */
function connectionsOf({ networkIds, address }: Choices, networks: Network[]) {
  const asDefault = networks.every((network) => networkIds.includes(network.id) === network.public);
  if (asDefault && address === undefined) return {};
  const own = address && { uuid: address.floating_network_id, fixed_ip: address.floating_ip_address };
  return { networks: [...networkIds.map((uuid) => ({ uuid })), ...(own ? [own] : [])] };
}

/** The server copies nothing of an image; what the page later shows of it goes along as metadata. */
function metadataOf(image: Image): Record<string, string> {
  const found = { OS: imageProperty(image, 'OS'), users: imageProperty(image, 'USERS') };
  return Object.fromEntries(Object.entries(found).filter(([, value]) => value !== ''));
}
