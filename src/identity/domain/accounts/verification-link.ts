import { fail } from '../../errors.ts';
import type { User } from '../../store/accounts/accounts.ts';
import { accountObject, record } from '../audit/record.ts';
import type { Acting, Identity } from '../identity.ts';
import { acceptanceMails, moderationMail, personWords } from '../mails/account-mails.ts';
import { queueMails } from '../mails/queue-mails.ts';
import { hashSecret, SECRET_BYTES } from '../tokens/secrets.ts';
import { verifyUser } from './account-transitions.ts';

/** How long the key of a link can be used (I23). */
const LINK_MS = 3 * 24 * 3_600_000;

/** What became of a link that was asked for: no more than five an hour go to one address. */
export type LinkOutcome = 'sent' | 'verified already' | 'too many';

/** Mails an account the link that shows that its e-mail is its own; the links that were sent before stop working. */
export function sendVerificationLink(identity: Acting, uuid: string): Promise<LinkOutcome> {
  const key = identity.ids.secret(SECRET_BYTES);
  return identity.store.transaction(async (tx) => {
    const user = (await tx.accounts.byUuid(uuid, { lock: true })) ?? fail('user_not_found', { user: uuid });
    if (user.emailVerified) return 'verified already';
    const url = `${identity.baseUrl}/ui/activate?key=${key}`;
    const mail = {
      template: 'im/activation_email.txt',
      to: user.email,
      variables: { user: personWords(user), url },
    } as const;
    if ((await queueMails(identity, tx, [mail])) === 0) return 'too many';
    await tx.accounts.update(user.id, {
      verificationHash: hashSecret(key),
      activationSentAt: identity.clock.now(),
    });
    await record(identity, tx, { action: 'account.send-link', object: accountObject(user) });
    return 'sent';
  });
}

/**
 * Verifies the account whose link has this key, which works once and for three days (I23). Where the settings say so that
 * accepts it; else administrators are told that it waits. Answers whether it can be used now.
 */
export function verifyByLink(identity: Acting, key: string): Promise<{ isActive: boolean }> {
  return identity.store.transaction(async (store) => {
    const inside: Acting = { ...identity, store };
    // before the row of the account: whoever changes projects takes their turn first
    await store.projects.takeTurn();
    const user = (await store.accounts.byVerification(hashSecret(key))) ?? fail('link_unknown');
    if (user.emailVerified || isOver(identity, user)) fail('link_unknown');
    await store.accounts.update(user.id, { verificationHash: null });
    const verified = await verifyUser(inside, user.uuid);
    const mails = verified.isActive ? acceptanceMails(identity, verified) : [moderationMail(verified)];
    await queueMails(inside, store, mails);
    return { isActive: verified.isActive };
  });
}

function isOver({ clock }: Identity, { activationSentAt }: User): boolean {
  return activationSentAt === null || activationSentAt.getTime() + LINK_MS < clock.now().getTime();
}
