import { eventKey } from '#contract/ganeti-events';
import type { SimulatedJob } from './documents.ts';
import type { SimulatedInstance } from './inventory.ts';
import { eventNics } from './nics.ts';

interface Teller {
  readonly clustername: string;
  readonly instances: ReadonlyMap<string, SimulatedInstance>;
}

/** What is told of the present status of a job; undefined when nothing is. */
export function messageOf(
  job: SimulatedJob,
  { clustername, instances }: Teller,
): { key: string; body: Record<string, unknown> } | undefined {
  if (job.opcode === 'OP_CLUSTER_SET_PARAMS') return undefined;
  const isFinal = job.status === 'success' || job.status === 'error';
  if (job.opcode.startsWith('OP_TAGS') && !isFinal) return undefined;
  const isNetwork = job.opcode.startsWith('OP_NETWORK');
  const body = {
    ...(isNetwork
      ? { type: 'ganeti-network-status', network: job.instance }
      : { type: 'ganeti-op-status', instance: job.instance }),
    operation: job.opcode,
    status: job.status,
    jobId: job.id,
    cluster: clustername,
    event_time: job.ended ?? job.started ?? job.received,
    logmsg: null,
    result: job.result,
    ...details(job, isFinal, instances.get(job.instance)),
  };
  return { key: eventKey(isNetwork ? 'network' : 'op', job.instance), body };
}

/** What the job was asked, and the whole state of the machine where the job may have changed it. */
function details(
  { opcode, body, status }: SimulatedJob,
  isFinal: boolean,
  instance: SimulatedInstance | undefined,
): Record<string, unknown> {
  if (opcode.startsWith('OP_NETWORK'))
    return { job_fields: { subnet: body['network'] ?? null, group_name: body['group_name'] ?? null } };
  if (opcode.startsWith('OP_TAGS')) return { tags: body['tags'], job_fields: { dry_run: false } };
  const { nics = null, disks = null, hvparams = null, beparams = null } = body;
  const fields = opcode === 'OP_INSTANCE_SET_PARAMS' ? { nics, disks, hvparams, beparams } : {};
  const after =
    (['OP_INSTANCE_CREATE', 'OP_INSTANCE_STARTUP'].includes(opcode) && status === 'success') ||
    (opcode === 'OP_INSTANCE_SET_PARAMS' && isFinal);
  if (!after || instance === undefined) return { job_fields: fields };
  return {
    job_fields: fields,
    instance_nics: eventNics(instance),
    instance_hvparams: instance.hvparams,
  };
}
