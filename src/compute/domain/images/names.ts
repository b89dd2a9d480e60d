import type { Compute } from '../compute.ts';
import { pageOfImages } from './images.ts';

const PAGE = 1000;

/** The names of all images there are, by number. */
export async function namesOfImages(compute: Compute): Promise<Map<string, string>> {
  const names = new Map<string, string>();
  let after: string | undefined;
  do {
    const page = await pageOfImages(compute, { limit: PAGE, after });
    for (const { id, name } of page.images) names.set(id, name);
    after = page.next;
  } while (after !== undefined);
  return names;
}
