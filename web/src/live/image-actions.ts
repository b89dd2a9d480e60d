import { useQueryClient } from '@tanstack/react-query';
import type { ImageChange } from '#contract/image-client';
import { keys, readAgain } from '../api/keys.ts';
import { images } from '../api/services.ts';

type NewImage = Parameters<typeof images.register>;

/** What can be done with images. Each shows what it changed, and throws what the service refused. */
export function useImageActions() {
  const client = useQueryClient();
  const changed = () => readAgain(client, keys.images());
  return {
    async register(...image: NewImage): Promise<void> {
      await images.register(...image);
      await changed();
    },
    /** An empty property is taken away. */
    async change(id: string, change: ImageChange): Promise<void> {
      await images.update(id, change);
      await changed();
    },
    async setMember(id: string, member: string, isMember: boolean): Promise<void> {
      await (isMember ? images.addMember(id, member) : images.removeMember(id, member));
      await readAgain(client, keys.imageMembers(id));
    },
    /** The image is none any more; `then` is done before the lists know it. */
    async remove(id: string, then?: () => Promise<void>): Promise<void> {
      await images.unregister(id);
      await then?.();
      await changed();
    },
  };
}
