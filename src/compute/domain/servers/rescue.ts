import { join } from 'node:path';
import { fail } from '../../errors.ts';
import type { RescueImageRow } from '../../store/rescue-images.ts';
import type { ServerRow } from '../../store/servers/servers.ts';
import type { Caller, Compute } from '../compute.ts';
import { beginAction, requireAdmitted } from './begin.ts';

/** Has a server that is off start from a rescue medium: the one that is named, or the best there is for its system. */
export async function rescueServer(
  compute: Compute,
  caller: Caller,
  id: number,
  imageId: number | undefined,
): Promise<void> {
  if (!compute.settings.RESCUE_ENABLED) fail('rescue_off');
  const server = await requireAdmitted(compute, caller, id, 'RESCUE');
  const image = await imageFor(compute, server, imageId);
  await beginAction(compute, caller, id, {
    action: 'RESCUE',
    body: { image: image.id, medium: mediumOf(compute, image) },
    async record(tx) {
      // Whoever removes or moves it looks whether a server has chosen it.
      const locked = await tx.rescueImages.lock(image.id);
      if (locked === undefined || locked.deleted || locked.location !== image.location)
        fail('rescue_image_not_found', { id: image.id });
      await tx.servers.update(id, { rescueImageId: image.id });
      return {};
    },
  });
}

const MAX_ID = 2 ** 31 - 1;

async function imageFor(
  { store }: Compute,
  server: ServerRow,
  id: number | undefined,
): Promise<RescueImageRow> {
  if (id === undefined) return (await store.rescueImages.bestFor(server)) ?? fail('no_rescue_image');
  const image = id > MAX_ID ? undefined : await store.rescueImages.find(id);
  return image === undefined || image.deleted ? fail('rescue_image_not_found', { id }) : image;
}

/** Where the back end finds the medium of an image. */
function mediumOf({ settings }: Compute, { location, locationType }: RescueImageRow): string {
  return locationType === 'http' ? location : join(settings.RESCUE_IMAGE_PATH, location);
}
