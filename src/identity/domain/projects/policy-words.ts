import { nameOf, policy } from '../states.ts';

const WORDS = { auto: 'automatically accepted', moderated: 'owner accepts', closed: 'closed' };

/** A policy in the words of commands and mails. */
export function policyWords(value: number): string {
  return WORDS[nameOf(policy, value)];
}
