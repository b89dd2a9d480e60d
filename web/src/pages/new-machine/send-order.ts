import { say } from '#text/new-machine';
import { imageProperty, type Image } from '../../api/images.ts';
import type { Network } from '../../api/networks.ts';
import { compute } from '../../api/services.ts';
import { setsPassword, takesKeys } from '../../text/image-words.ts';
import type { Choices } from './choices.ts';
import { orderOf } from './extras.ts';

/** Orders the machine; answers its number. */
export async function sendOrder(choices: Choices, networks: Network[], project: string): Promise<number> {
  const { image, flavor, name, keyNames, networkIds, extras } = choices;
  if (image === undefined || flavor === undefined) throw new Error(say.noImage);
  const { id } = await compute.createServer({
    name: name.trim(),
    project,
    flavorRef: flavor.id,
    imageRef: image.id,
    metadata: metadataOf(image),
    ...(keyNames.length > 0 && takesKeys(image) ? { 'SNF:key_names': keyNames } : {}),
    ...orderOf(extras, { password: setsPassword(image) }),
    // Left out, the cloud connects to all of its default ones.
    ...(isDefault(networkIds, networks) ? {} : { networks: networkIds.map((uuid) => ({ uuid })) }),
  });
  return id;
}

function isDefault(chosen: string[], networks: Network[]): boolean {
  return networks.every((network) => chosen.includes(network.id) === network.public);
}

/** The server copies nothing of an image; what the page later shows of it goes along as metadata. */
function metadataOf(image: Image): Record<string, string> {
  const found = { OS: imageProperty(image, 'OS'), users: imageProperty(image, 'USERS') };
  return Object.fromEntries(Object.entries(found).filter(([, value]) => value !== ''));
}
