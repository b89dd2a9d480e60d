import { useQueryClient } from '@tanstack/react-query';
import type { ImageChange } from '#contract/image-client';
import { keys, readAgain } from '../../api/keys.ts';
import type { Image } from '../../api/images.ts';
import { images } from '../../api/services.ts';

/** Changes an image and shows it; throws what the service refused. An empty property is taken away. */
export function useImageChange(image: Image): (change: ImageChange) => Promise<void> {
  const client = useQueryClient();
  return async (change) => {
    await images.update(image.id, change);
    await readAgain(client, keys.images());
  };
}
