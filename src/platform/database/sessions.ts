import { randomInt } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { StartError } from '../service/start-error.ts';
import { withConnection } from './single-connection.ts';

/** First half of the advisory lock of a trial; the second half is made up. */
const TRIAL_LOCK = 7_310_554;
const NOTICE_MS = 3_000;
const STATEMENT_TIMEOUT_MS = 10_000;

/**
 * Tries whether an address leads to sessions of one's own, as LISTEN, locks and the job queue need: behind a pooler that
 * hands out transactions they silently do nothing. Throws StartError with the setting that helps (S16).
 */
export async function requireSessions(url: string, setting: string): Promise<void> {
  const trial = randomInt(1, 2 ** 31 - 1);
  const options = { url, name: 'trial', statementTimeoutMs: STATEMENT_TIMEOUT_MS };
  await withConnection(options, (one) =>
    withConnection(options, async (other) => {
      let told = (): void => undefined;
      const notice = new Promise<boolean>((resolve) => {
        told = () => resolve(true);
      });
      one.on('notification', () => told());
      await one.query(`listen trial_${trial}`);
      await one.query('select pg_advisory_lock($1, $2)', [TRIAL_LOCK, trial]);
      const { rows } = await other.query<{ taken: boolean }>('select pg_try_advisory_lock($1, $2) as taken', [
        TRIAL_LOCK,
        trial,
      ]);
      if (rows[0]?.taken !== false)
        throw refusal(setting, 'a lock that one connection holds is given to another');
      await other.query(`notify trial_${trial}`);
      // A pooler hands notices on only by chance, if at all.
      if (!(await Promise.race([notice, sleep(NOTICE_MS, false)])))
        throw refusal(setting, 'what is notified does not arrive');
    }),
  );
}

function refusal(setting: string, why: string): StartError {
  return new StartError(
    `The database is reached through a pooler that keeps no sessions (${why}): set ${setting} to an address of PostgreSQL itself.`,
  );
}
