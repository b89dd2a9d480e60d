import { fail } from '../../errors.ts';
import { record } from '../audit/record.ts';
import type { Acting } from '../identity.ts';

/** Makes a group; one that is there stays as it is. Lists print names with commas between them, so that no name has one. */
export async function addGroup(identity: Acting, name: string): Promise<void> {
  if (!/^[^,\p{Cc}]{1,255}$/u.test(name) || name.trim() === '') fail('group_name_malformed');
  await identity.store.transaction(async (tx) => {
    const known = await tx.groups.ids([name]);
    const [id] = await tx.groups.ensure([name]);
    if (id === undefined || known.has(name)) return;
    await record(identity, tx, { action: 'group.create', object: { kind: 'group', id, name } });
  });
}
