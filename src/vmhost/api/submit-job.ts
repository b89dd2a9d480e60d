import type { JobStatus } from '#contract/ganeti';
import { instanceTarget, networkTarget } from '../domain/vmhost.ts';
import type { RapiService } from './route.ts';

/** What every body of a job may say. */
interface Common {
  depends?: [number, JobStatus[]][] | null | undefined;
  reason?: [string, string, number | bigint][] | null | undefined;
}

interface Wanted {
  /** Without `OP_`. */
  operation: string;
  /** Undefined for a job about the cluster itself. */
  about?: { kind: 'instance' | 'network'; name: string };
  common: Common;
  params: Record<string, unknown>;
  secrets?: Record<string, string>;
}

/** Submits a job and answers its number. The target is not looked at: the job fails if it is not there, as in Ganeti. */
export async function submitJob(
  { queue }: RapiService,
  { operation, about, common, params, secrets = {} }: Wanted,
): Promise<{ body: number }> {
  const id = await queue.submit({
    opcode: `OP_${operation}`,
    params,
    secrets,
    summary: about === undefined || operation.startsWith('TAGS') ? operation : `${operation}(${about.name})`,
    target:
      about === undefined
        ? null
        : { instance: instanceTarget, network: networkTarget }[about.kind](about.name),
    depends: common.depends ?? [],
    reason: common.reason ?? [],
  });
  return { body: id };
}

/** Submits a job about one instance. */
export function submitInstanceJob(
  service: RapiService,
  operation: string,
  name: string,
  common: Common,
  params: Record<string, unknown>,
  secrets?: Record<string, string>,
): Promise<{ body: number }> {
  const about = { kind: 'instance', name } as const;
  return submitJob(service, {
    operation,
    about,
    common,
    params,
    ...(secrets === undefined ? {} : { secrets }),
  });
}
