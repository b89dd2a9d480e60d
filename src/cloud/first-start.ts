import { setTimeout as sleep } from 'node:timers/promises';
import type { ServiceDefinition } from '#platform/service/service-definition';
import type { EmbeddedManager, FirstAccount, SetUpContext, SetUpStep } from '#platform/service/set-up';
import { readAdminFile, writeAdminFile } from './admin-file.ts';
import type { Assembly } from './assembly.ts';
import { openSetUpRecord, type SetUpRecord } from './set-up-record.ts';
import type { RunningCloud } from './start-cloud.ts';

/** What the summary tells of the set-up. */
export interface CompletedSetUp {
  account: FirstAccount | undefined;
  /** The account was made by this very start. */
  firstTime: boolean;
  /** What could not be made, in one sentence each. */
  problems: string[];
  /** Settles when what goes on in the background is done or was stopped. */
  later: Promise<void>;
}

/** Between two tries of what needs the roles of other processes. */
const LOOK_AGAIN_MS = 5_000;

export interface SetUpOptions {
  progress(sentence: string): void;
  signal: AbortSignal;
}

/**
 * Makes a new cloud usable, as the services whose roles run here say, in their order. Each step is recorded and done once; an
 * interrupted set-up goes on later.
 */
export async function completeSetUp(cloud: RunningCloud, options: SetUpOptions): Promise<CompletedSetUp> {
  const { path } = cloud.data;
  const step = once(openSetUpRecord(path), () => cloud.cloud.clock.now(), options);
  const firstTime = readAdminFile(path) === undefined;
  const { services } = cloud.cloud.assembly;
  for (const service of services) await prepareService(cloud, service, step, options.signal);
  // From here on clients find all they need; the rest may take its time.
  cloud.cloud.readiness.setUpDone();
  const account = readAdminFile(path);
  const problems: string[] = [];
  const later: Promise<void>[] = [];
  for (const service of services) {
    const furnish = await furnishing(cloud, service, step, options.signal);
    if (furnish === undefined) continue;
    const isWhole = (service.setUp?.needs ?? []).every((role) => cloud.running.has(role));
    if (!isWhole) later.push(untilDone(path, furnish, options.signal));
    else if (account !== undefined) problems.push(...[(await furnish(account)) ?? []].flat());
  }
  return {
    account,
    firstTime: firstTime && account !== undefined,
    problems,
    later: Promise.all(later).then(() => undefined),
  };
}

/** What one service makes before clients are let in, where its role runs here. */
export async function prepareService(
  cloud: RunningCloud,
  { setUp }: ServiceDefinition,
  step: SetUpStep,
  signal: AbortSignal,
): Promise<void> {
  if (setUp === undefined || !cloud.running.has(setUp.role)) return;
  const { prepare } = await setUp.load();
  await prepare?.(contextOf(cloud, setUp.role, step, signal));
  // Whoever asked the role since it listens has made it read what stood before.
  cloud.running.get(setUp.role)?.forget?.();
}

type Furnish = (account: FirstAccount) => Promise<string | undefined>;

async function furnishing(
  cloud: RunningCloud,
  { setUp }: ServiceDefinition,
  step: SetUpStep,
  signal: AbortSignal,
): Promise<Furnish | undefined> {
  if (setUp === undefined || !cloud.running.has(setUp.role)) return undefined;
  const { furnish } = await setUp.load();
  return furnish && ((account) => furnish(contextOf(cloud, setUp.role, step, signal), account));
}

function contextOf(
  { cloud, data, running }: RunningCloud,
  role: string,
  step: SetUpStep,
  signal: AbortSignal,
): SetUpContext {
  const isThere = (name: string): boolean =>
    running.has(name) || cloud.settings.ROLE_ADDRESSES[name] !== undefined;
  return {
    context: cloud.contextFor(role),
    step,
    signal,
    components: cloud.assembly.components,
    manager: managerOf(cloud.assembly, cloud.values, isThere),
    account: {
      read: () => readAdminFile(data.path),
      keep: (account) => writeAdminFile(data.path, account),
    },
  };
}

function managerOf(
  { services }: Assembly,
  values: Record<string, unknown>,
  isThere: (role: string) => boolean,
): EmbeddedManager | undefined {
  const found = services.find(({ manager }) => manager !== undefined && isThere(manager.role))?.manager;
  if (found === undefined) return undefined;
  const { role, clusterNameSetting, password } = found;
  return { role, password, clusterName: values[clusterNameSetting] as string };
}

/** Roles of other processes may come up after us: tried until an account and the services are there. */
async function untilDone(dataDirectory: string, furnish: Furnish, signal: AbortSignal): Promise<void> {
  try {
    for (let problem: string | undefined = 'not tried'; problem !== undefined;) {
      await sleep(LOOK_AGAIN_MS, undefined, { signal });
      const account = readAdminFile(dataDirectory);
      if (account !== undefined) problem = await furnish(account);
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}

function once(record: SetUpRecord, now: () => Date, { progress, signal }: SetUpOptions): SetUpStep {
  return async (name, sentence, work) => {
    if (record.done(name)) return;
    signal.throwIfAborted();
    progress(sentence);
    await work();
    record.finish(name, now());
  };
}
