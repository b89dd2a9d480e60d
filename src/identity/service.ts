import { setTimeout } from 'node:timers/promises';
import { LRUCache } from 'lru-cache';
import { operatorOrigin, ownOrigin } from '#platform/audit/origin';
import { type Database, migrate, openDatabase } from '#platform/database/database';
import { ClockWatch } from '#platform/clock-watch';
import { openRecovery } from '#platform/database/recovery';
import { localRateLimit, sharedRateLimit } from '#platform/rate-limit';
import { startRepeatedWork } from '#platform/repeated-work/run-repeated-work';
import type { RoleContext, RoleDefinition, RunningRole, WatchedService } from '#platform/service/role';
import { StartError } from '#platform/service/start-error';
import { Semaphore } from '#platform/semaphore';
import { SharedTurn } from '#platform/shared-turn';
import { Catalog } from './domain/catalog/catalog.ts';
import type { Acting } from './domain/identity.ts';
import { cloudWords, MailComposer } from './domain/mails/mail-composer.ts';
import type { MailServer } from './domain/mails/mail-server.ts';
import { issuingCommissions } from './domain/quota/issue-commission.ts';
import { resolvingCommissions } from './domain/quota/resolve-commissions.ts';
import { KnownDevices } from './domain/sign-in/known-devices.ts';
import { Passwords } from './domain/sign-in/passwords.ts';
import { SessionUse } from './domain/sign-in/session-use.ts';
import { refuseBusy } from './domain/sign-in/too-busy.ts';
import { sealedHashBy } from './domain/tokens/sealed-hash.ts';
import { identityWork, type RunningIdentity } from './jobs/repeated-work.ts';
import type { IdentitySettings } from './settings.ts';
import { checkSmtpSettings } from './smtp/check-smtp-settings.ts';
import { migrations } from './store/migrations.ts';
import { skipSerials } from './store/recovery.ts';
import { openStore } from './store/store.ts';
import { readOverrides, readOwnTemplates } from './templates/read-templates.ts';

/** Strangers' names that a user may look up at once, and again every minute (I3). */
const NAMES_A_MINUTE = 30;
/** Messages of one user to the operators (I24). */
const FEEDBACK_AN_HOUR = 5;
/** As many as may wait for their password to be looked at. */
const WAITING_LOG_INS = 32;

/** What identity needs of its surroundings; every role context has it. */
export type IdentityContext = Pick<
  RoleContext,
  | 'settings'
  | 'baseUrl'
  | 'clock'
  | 'ids'
  | 'killPoint'
  | 'log'
  | 'databaseUrl'
  | 'dataDirectory'
  | 'secrets'
  | 'operator'
  | 'quickPasswords'
>;

/** Opens the migrated database and the rules over it. */
export async function openIdentity(context: IdentityContext): Promise<WatchedService<Acting>> {
  const settings = context.settings as IdentitySettings;
  const { clock, ids, killPoint, baseUrl, log } = context;
  const database = openDatabase<unknown>({
    url: context.databaseUrl('identity'),
    poolSize: settings.ASTAKOS_DATABASE_POOL_SIZE,
    name: 'identity',
  });
  const close = (): Promise<void> => database.destroy();
  try {
    await migrate(database, migrations);
    const store = openStore(database);
    const recovery = await openRecovery({
      database,
      name: 'identity',
      dataDirectory: context.dataDirectory,
      clock,
      log,
      skipNumbers: skipSerials,
    });
    const service: Acting = {
      origin: context.operator === undefined ? ownOrigin('identity') : operatorOrigin(context.operator),
      store,
      clock,
      ids,
      killPoint,
      settings,
      baseUrl,
      passwords: new Passwords({ quick: context.quickPasswords === true }),
      knownDevices: new KnownDevices({ key: context.secrets.sealingKey, clock, ids }),
      sealedHash: sealedHashBy(context.secrets.sealingKey),
      sessionUse: new SessionUse(clock),
      noteSignIn: () => undefined,
      roomBytes: () => Infinity,
      recovery,
      clockWatch: new ClockWatch({ database, name: 'identity', clock, log }),
      pause: (milliseconds) => setTimeout(milliseconds),
      signInTurns: new Semaphore({ atOnce: 1, waiting: WAITING_LOG_INS, refuse: refuseBusy }),
      catalog: new Catalog(store.catalog, clock, {
        endpoints: settings.ASTAKOS_ENDPOINT_CACHE_TIMEOUT,
        resources: settings.ASTAKOS_RESOURCE_CACHE_TIMEOUT,
      }),
      mailComposer: new MailComposer({
        readOwn: readOwnTemplates,
        overrides: readOverrides(settings.MAIL_TEMPLATES_DIRECTORY),
        words: () => cloudWords(settings, baseUrl, clock.now().getUTCFullYear()),
        subjectPrefix: settings.EMAIL_SUBJECT_PREFIX,
        log,
      }),
      issuing: issuingCommissions(() => service),
      resolving: resolvingCommissions(() => service),
      nameBudget: sharedRateLimit(database, clock, { name: 'names', points: NAMES_A_MINUTE, seconds: 60 }),
      feedbackBudget: sharedRateLimit(database, clock, {
        name: 'feedback',
        points: FEEDBACK_AN_HOUR,
        seconds: 3600,
      }),
      termsRead: new LRUCache({ max: 8 }),
      statisticsTurn: new SharedTurn(),
      // Each commission would change one row of its component: a budget that bounds work must not make more.
      commissionBudget: localRateLimit({
        name: 'commissions',
        points: settings.ASTAKOS_COMMISSION_RATE,
        seconds: 1,
      }),
    };
    return { service, close, trouble: () => database.health.trouble() };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Identity as its leader has it: whatever it writes is written by way of a database that fences it. */
function leading<Service extends Acting>(service: Service, database: Database<unknown>): Service {
  const led: Service = {
    ...service,
    store: openStore(database),
    recovery: service.recovery.over(database),
    issuing: issuingCommissions(() => led),
    resolving: resolvingCommissions(() => led),
  };
  return led;
}

async function start(context: RoleContext): Promise<RunningRole> {
  // A command opens the domain alone and needs no routes.
  const { identityApp } = await import('./app.ts');
  const opened = await openIdentity(context);
  const signIns = context.metrics.counter('synnefo_identity_sign_ins', 'Tries to log in by their end.', [
    'outcome',
  ]);
  const pending = context.metrics.gauge(
    'synnefo_quota_commissions_pending',
    'Pending commissions by component.',
    ['component'],
  );
  const oldest = context.metrics.gauge(
    'synnefo_quota_commission_oldest_seconds',
    'Age of the oldest pending one.',
    ['component'],
  );
  const mailsWaiting = context.metrics.gauge('synnefo_identity_mails_waiting', 'Mails that wait to be sent.');
  const oldestMail = context.metrics.gauge(
    'synnefo_identity_mail_oldest_seconds',
    'For how long the oldest waits.',
  );
  const unchained = context.metrics.gauge(
    'synnefo_identity_audit_unchained',
    'Entries of the audit to be chained.',
  );
  const oldestUnchained = context.metrics.gauge(
    'synnefo_identity_audit_unchained_oldest_seconds',
    'For how long the oldest of them waits.',
  );
  const service: RunningIdentity = {
    ...opened.service,
    noteSignIn: (outcome) => signIns.inc({ outcome }),
    roomBytes: () => context.disk.room(),
    notePending: (component, count, oldestSeconds) => {
      pending.set({ component }, count);
      oldest.set({ component }, oldestSeconds);
    },
    noteWaitingMails: (count, oldestSeconds) => {
      mailsWaiting.set(count);
      oldestMail.set(oldestSeconds);
    },
    noteUnchained: (count, oldestSeconds) => {
      unchained.set(count);
      oldestUnchained.set(oldestSeconds);
    },
    // whoever collects the log has a copy of the chain's head that nobody with the database can change
    noteChained: ({ number, ids, hash }) =>
      context.log.info(
        { batch: String(number), entries: ids.length, hash: hash.toString('hex') },
        'audit chained',
      ),
    mailServer: await openMailServer(opened.service.settings),
  };
  const app = identityApp(service, {
    log: context.log,
    metrics: context.metrics.http,
    ...(context.checkReplies === undefined ? {} : { checkReplies: context.checkReplies }),
  });
  const work = startRepeatedWork({
    name: 'identity',
    context,
    service,
    work: identityWork,
    overDatabase: (database: Database<unknown>) => leading(service, database),
  });
  await service.passwords.warmUp();
  return {
    app,
    trouble: opened.trouble,
    forget: () => service.catalog.forget(),
    ready: async () => {
      await app.ready();
    },
    stop: async () => {
      await app.close();
      await work.stop();
      await opened.close();
    },
  };
}

/** Loaded where there is one: most commands and many clouds need none. */
async function openMailServer(settings: IdentitySettings): Promise<MailServer | undefined> {
  if (settings.EMAIL_HOST === '') return undefined;
  const { smtpServer } = await import('./smtp/smtp-server.ts');
  return smtpServer(settings);
}

/** Refuses settings of mails that would be noticed when the first one leaves. */
async function check({ settings: given, baseUrl, clock }: RoleContext): Promise<void> {
  const settings = given as IdentitySettings;
  checkSmtpSettings(settings);
  if (settings.MAIL_TEMPLATES_DIRECTORY === '') return;
  const overrides = readOverrides(settings.MAIL_TEMPLATES_DIRECTORY);
  const { wrongTemplate } = await import('./domain/mails/check-templates.ts');
  const words = cloudWords(settings, baseUrl, clock.now().getUTCFullYear());
  const wrong = wrongTemplate(readOwnTemplates(), overrides, words);
  if (wrong !== undefined) throw new StartError(`MAIL_TEMPLATES_DIRECTORY: ${wrong}`);
}

/** Identity: people, tokens, the catalog and the quota ledger. */
export const identityRole = {
  name: 'identity',
  open: openIdentity,
  check,
  start,
} satisfies RoleDefinition<Acting>;
