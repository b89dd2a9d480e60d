import { Semaphore } from '#platform/semaphore';
import { fail } from '../errors.ts';

/** Lists of one account that are made at a time; more wait, and too many are refused. */
const LISTS = { atOnce: 8, waiting: 64 };

/** What those are told who are too many to wait. */
export function refuseBusy(): never {
  return fail('too_many_lists', {}, { headers: { 'retry-after': '1' } });
}

/** Keeps one account's lists from taking the database, or the memory, away from everybody else. */
export function listLimit(): Semaphore {
  return new Semaphore({ ...LISTS, refuse: refuseBusy });
}
