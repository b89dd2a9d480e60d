/**
 * How the job of an intent is added: once, and behind the same user's others, so that one account's thousand servers do not
 * keep another's waiting (C14).
 */
export function submission(intent: string, user: string): { key: string; queue: string } {
  return { key: `intent:${intent}`, queue: `user:${user}` };
}
