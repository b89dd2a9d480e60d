import { fail } from '../../errors.ts';
import type { AssignedProfile, AuthProfile } from '../../store/auth-profiles.ts';
import { differences } from '#platform/audit/entry';
import { record } from '../audit/record.ts';
import type { Acting, Identity } from '../identity.ts';

/** What a profile can say of a way to log in; null leaves what is said elsewhere (spec/identity 3.10). */
export type ProfilePolicies = Pick<
  AuthProfile,
  'mayAdd' | 'mayRemove' | 'mayCreate' | 'mayLogin' | 'maxMethods' | 'isRequired' | 'automoderates'
>;

/** A profile to keep. Policies that are absent stay as they are, or say nothing in a new one. */
export interface WantedProfile {
  name: string;
  provider: string;
  isExclusive: boolean;
  policies: Partial<ProfilePolicies>;
}

const NOTHING_SAID: ProfilePolicies = {
  mayAdd: null,
  mayRemove: null,
  mayCreate: null,
  mayLogin: null,
  maxMethods: null,
  isRequired: null,
  automoderates: null,
};

const PROVIDER = /^[a-z][a-z\d_-]{0,63}$/;
const MAX_NAME = 255;

/** Keeps a profile. One of the name is changed where `update` is given, and refused otherwise. Answers whether it was there. */
export async function keepProfile(
  identity: Acting,
  { name, provider, isExclusive, policies }: WantedProfile,
  { update }: { update: boolean },
): Promise<boolean> {
  if (!PROVIDER.test(provider)) fail('provider_malformed', { provider: provider.slice(0, MAX_NAME) });
  if (name.trim() === '' || name.length > MAX_NAME) fail('profile_name_malformed');
  const object = { kind: 'policy', id: null, name };
  return identity.store.transaction(async (tx) => {
    const { authProfiles } = tx;
    const made = await authProfiles.insertUnlessThere({
      ...NOTHING_SAID,
      ...policies,
      name,
      provider,
      isExclusive,
    });
    if (made) {
      await record(identity, tx, {
        action: 'policy.add',
        object,
        details: { provider, isExclusive, ...policies },
      });
      return false;
    }
    if (!update) fail('profile_exists', { profile: name });
    const known =
      (await authProfiles.byName(name, { lock: true })) ?? fail('profile_not_found', { profile: name });
    const wanted = { ...policies, provider, isExclusive };
    await authProfiles.update(known.id, wanted);
    await record(identity, tx, { action: 'policy.modify', object, details: differences(known, wanted) });
    return true;
  });
}

/** A profile with those it is for. */
export async function findProfile({ store }: Identity, name: string): Promise<AssignedProfile> {
  return (await store.authProfiles.byName(name)) ?? fail('profile_not_found', { profile: name });
}

/** Makes a profile for these groups (name or number) and users (number, e-mail or uuid), and for no others. */
export async function assignProfile(
  identity: Acting,
  name: string,
  { groups, users }: { groups: readonly string[]; users: readonly string[] },
): Promise<void> {
  await identity.store.transaction(async (store) => {
    const profile =
      (await store.authProfiles.byName(name, { lock: true })) ?? fail('profile_not_found', { profile: name });
    const groupsByWord = await store.groups.byWords(groups);
    const usersByWord = await store.accounts.byWords(users);
    const groupIds = groups.map((group) => groupsByWord.get(group) ?? fail('group_not_found', { group }));
    const userIds = users.map((user) => usersByWord.get(user) ?? fail('user_not_found', { user }));
    await store.authProfiles.assign(profile.id, [...new Set(groupIds)], [...new Set(userIds)]);
    await record(identity, store, {
      action: 'policy.assign',
      ...{ object: { kind: 'policy', id: null, name }, about: users },
      details: { groups, users },
    });
  });
}

/** Removes a profile; those it was for stay. */
export async function removeProfile(identity: Acting, name: string): Promise<void> {
  const { id } = await findProfile(identity, name);
  await identity.store.transaction(async (tx) => {
    await tx.authProfiles.remove(id);
    await record(identity, tx, { action: 'policy.remove', object: { kind: 'policy', id: null, name } });
  });
}
