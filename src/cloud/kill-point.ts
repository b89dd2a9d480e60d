import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type KillPoint, makeKillPoint, noKillPoint, parseFaultPlan } from '#platform/faults';
import { StartError } from '#platform/service/start-error';

/** A data directory with this file is a test's: faults may be armed there. */
export const FAULT_MARKER = 'faults-allowed';

/**
 * Arms `FAULT_PLAN` (with `FAULT_SEED`), which needs two keys at once: NODE_ENV=test and the marker file. A plan with
 * one of them missing stops the start, so that no production cloud ever runs with faults.
 */
export function killPointOf(
  environment: Record<string, string | undefined>,
  dataDirectory: string,
): KillPoint {
  const plan = environment['FAULT_PLAN'];
  if (plan === undefined || plan === '') return noKillPoint;
  if (environment['NODE_ENV'] !== 'test' || !existsSync(join(dataDirectory, FAULT_MARKER))) {
    throw new StartError('FAULT_PLAN is set, but this is not a test: unset it.');
  }
  return makeKillPoint(parseFaultPlan(plan), Number(environment['FAULT_SEED'] ?? '1'));
}
