import type { Origin } from '#platform/audit/origin';
import type { Batches } from '#platform/batches';
import type { LRUCache } from 'lru-cache';
import type { Clock } from '#platform/clock';
import type { RateLimit } from '#platform/rate-limit';
import type { Semaphore } from '#platform/semaphore';
import type { ClockWatch } from '#platform/clock-watch';
import type { Recovery } from '#platform/database/recovery';
import type { KillPoint } from '#platform/faults';
import type { Ids } from '#platform/ids';
import type { SharedTurn } from '#platform/shared-turn';
import type { IdentitySettings } from '../settings.ts';
import type { PeopleCounts } from '../store/statistics.ts';
import type { Store } from '../store/store.ts';
import type { TermsPage } from './accounts/terms-text.ts';
import type { Catalog } from './catalog/catalog.ts';
import type { MailComposer } from './mails/mail-composer.ts';
import type { Issue } from './quota/issue.ts';
import type { Resolution, Resolve } from './quota/resolution.ts';
import type { KnownDevices } from './sign-in/known-devices.ts';
import type { SessionUse } from './sign-in/session-use.ts';
import type { Passwords } from './sign-in/passwords.ts';

/** How a try to log in ended. */
export type SignInOutcome = 'ok' | 'wrong' | 'limited' | 'unusable';

/** What the rules of identity may touch. */
export interface Identity {
  readonly store: Store;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly killPoint: KillPoint;
  readonly settings: IdentitySettings;
  /** Base address of the cloud, without a final slash. */
  readonly baseUrl: string;
  readonly passwords: Passwords;
  readonly knownDevices: KnownDevices;
  /** A hash of a secret that a person chose, which only this cloud can make. */
  sealedHash(purpose: string, secret: string): Buffer;
  readonly sessionUse: SessionUse;
  /** Counting of log-ins: one at a time, some waiting (I4). */
  readonly signInTurns: Semaphore;
  /** Told the end of every try to log in, for the operator's alarm (I1). */
  noteSignIn(outcome: SignInOutcome): void;
  /** Bytes that may still be stored beside it; of a command, which looks at no disk, without an end. */
  roomBytes(): number;
  /** Notices when the database was restored. */
  readonly recovery: Recovery;
  readonly clockWatch: ClockWatch;
  readonly catalog: Catalog;
  readonly mailComposer: MailComposer;
  /** Names of strangers that a user may look up (I3), by the user's uuid. */
  readonly nameBudget: RateLimit;
  /** Commissions on their way into the ledger, and those on their way out. */
  readonly issuing: Batches<Issue, bigint>;
  readonly resolving: Batches<Resolve, Resolution>;
  /** Messages that a user may write to the operators (I24), by the user's uuid. */
  readonly feedbackBudget: RateLimit;
  /** Terms as pages show them, by their number: they never change, and strangers may ask for them. */
  readonly termsRead: LRUCache<bigint, TermsPage>;
  /** The count that anybody may ask for. */
  readonly statisticsTurn: SharedTurn<PeopleCounts>;
  /** Commissions that a component may issue (I10), by the component's name. */
  readonly commissionBudget: RateLimit;
  /** Waits, by the machine's time. */
  pause(milliseconds: number): Promise<void>;
}

/**
 * Identity on behalf of somebody. An operation that changes something takes this one: a route makes it of its request (`acting`),
 * commands and repeated work are given it.
 */
export interface Acting extends Identity {
  readonly origin: Origin;
}
