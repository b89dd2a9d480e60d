import { fail } from '../../errors.ts';
import type { Identity } from '../identity.ts';

/** Makes a group; one that is there stays as it is. Lists print names with commas between them, so that no name has one. */
export async function addGroup({ store }: Identity, name: string): Promise<void> {
  if (!/^[^,\p{Cc}]{1,255}$/u.test(name) || name.trim() === '') fail('group_name_malformed');
  await store.groups.ensure([name]);
}
