import { isDeepStrictEqual } from 'node:util';
import { error } from '../../errors.ts';
import type { RememberedCall } from '../../store/quota/commission-keys.ts';
import type { Identity } from '../identity.ts';
import type { Issue } from './issue.ts';

/**
 * What a call is answered whose key is known: the serial of the earlier one, a refusal, or undefined when it is a new call after
 * all. Without a key from the client it is a repetition for a short while only, and only while the earlier commission is pending or
 * was accepted at once: a client that resolved it has had its answer.
 */
export function answerOf(
  { settings }: Identity,
  { call, autoAccept }: Pick<Issue, 'call' | 'autoAccept'>,
  earlier: RememberedCall,
  at: Date,
): bigint | Error | undefined {
  if (call === undefined) return undefined;
  if (call.hasKey)
    return isDeepStrictEqual(earlier.bodyHash, call.bodyHash) ? earlier.serial : error('repeated_key');
  const ageMs = at.getTime() - earlier.createdAt.getTime();
  const isRecent = ageMs < settings.ASTAKOS_COMMISSION_REPEAT_WINDOW * 1000;
  return isRecent && (earlier.pending || autoAccept) ? earlier.serial : undefined;
}
