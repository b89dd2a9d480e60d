import { fail } from '../../errors.ts';
import type { User } from '../../store/accounts/accounts.ts';
import type { MembershipRow } from '../../store/projects/memberships.ts';
import type { ListedProject } from '../../store/projects/projects.ts';
import type { Store } from '../../store/store.ts';
import type { Identity } from '../identity.ts';
import { quotaOfUsers, type UserQuotaRow } from '../quota/quota-of-users.ts';

/** Finds an account by uuid, by number, or by e-mail. */
export async function findUser(identity: Identity, name: string): Promise<User> {
  const { accounts } = identity.store;
  const found = /^[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$/.test(name)
    ? await accounts.byUuid(name.toLowerCase())
    : /^\d{1,18}$/.test(name)
      ? await accounts.byId(BigInt(name))
      : (await accounts.byName(name))[0];
  return found ?? fail('user_not_found', { user: name });
}

/** An account with what hangs on it, for those who administer it. */
export interface AccountDetails {
  user: User;
  groups: string[];
  /** The active ways to log in, with when each was last used. */
  methods: { module: string; lastLoginAt: Date | null }[];
  /** Whether there are terms to sign. */
  termsExist: boolean;
  quota: UserQuotaRow[];
  memberships: MembershipRow[];
  /** Projects that it owns, whatever became of them. */
  owned: ListedProject[];
}

/** Finds an account, with its quota and its memberships where they are asked for. */
export async function accountDetails(
  identity: Identity,
  name: string,
  wanted: { quota: boolean; projects: boolean },
): Promise<AccountDetails> {
  const user = await findUser(identity, name);
  const { store } = identity;
  const [groups, methods, termsExist] = await Promise.all([
    store.groups.of(user.id),
    store.signIn.methodsOf(user.id),
    store.terms.exist(),
  ]);
  const quota = wanted.quota
    ? (await Array.fromAsync(quotaOfUsers(identity, user))).flatMap(({ rows }) => rows)
    : [];
  const memberships = wanted.projects ? await store.memberships.of(user.id) : [];
  const owned = wanted.projects ? await ownedBy(store, user) : [];
  return { user, groups, methods, termsExist, quota, memberships, owned };
}

/** More are shown by `project-list --owner`. */
const MOST_OWNED = 1000;

async function ownedBy({ projects }: Store, { uuid }: User): Promise<ListedProject[]> {
  const { rows } = await projects.listed(
    { isNew: false, isModified: false, deleted: true, base: false },
    { conditions: [{ field: 'owner_uuid', operator: '=', wanted: uuid }], limit: MOST_OWNED },
  );
  return rows;
}
