import { CLUSTER_EVENT_KEY, eventKey, HEARTBEAT_EVENT_KEY } from '#contract/ganeti-events';
import { isFinalJobStatus } from '#contract/ganeti';
import { eventDisks, eventHvparams, eventNics } from '../domain/documents.ts';
import type { Vmhost } from '../domain/vmhost.ts';
import type { JobRecord, WaitingEvent } from '../store/records.ts';

/** The messages that the present status of a job makes (spec/compute-backend 2.3-2.5, 2.7). */
export function eventsOf(vmhost: Vmhost, job: JobRecord): WaitingEvent[] {
  const id = `vmhost:${vmhost.cluster.uuid}:${job.id}:${job.status}`;
  const subject = job.opcode.split('_')[1];
  if (subject === 'NETWORK') {
    const network = String(job.params['network_name']);
    return [
      {
        id,
        key: eventKey('network', network),
        body: { type: 'ganeti-network-status', network, ...shared(vmhost, job) },
      },
    ];
  }
  if (subject === 'CLUSTER')
    return [{ id, key: CLUSTER_EVENT_KEY, body: { type: 'ganeti-cluster-status', ...shared(vmhost, job) } }];
  if (subject === 'TAGS' && job.params['kind'] === 'cluster') return heartbeat(vmhost, job, id);
  if (subject === 'TAGS' && !isFinalJobStatus(job.status)) return [];
  if (job.opcode === 'OP_INSTANCE_QUERY_DATA') return [];
  const instance = String(job.params['instance_name'] ?? job.params['name']);
  const body = {
    type: 'ganeti-op-status',
    instance,
    ...shared(vmhost, job),
    tags: job.params['tags'] ?? [],
    ...state(vmhost, job, instance),
  };
  return [{ id, key: eventKey('op', instance), body }];
}

function shared(vmhost: Vmhost, job: JobRecord): Record<string, unknown> {
  return {
    operation: job.opcode,
    status: job.status,
    jobId: job.id,
    cluster: vmhost.cluster.name,
    event_time: eventTime(job),
    logmsg: job.log.at(-1)?.[3] ?? null,
    result: job.result,
    job_fields: jobFields(job),
  };
}

function eventTime(job: JobRecord): [number, number] {
  if (job.status === 'queued') return job.received;
  return (isFinalJobStatus(job.status) ? job.ended : job.started) ?? job.ended ?? job.received;
}

function jobFields(job: JobRecord): Record<string, unknown> {
  const { params, opcode } = job;
  if (opcode === 'OP_INSTANCE_CREATE' && job.status === 'error') return params;
  if (opcode === 'OP_INSTANCE_CREATE' || opcode === 'OP_INSTANCE_SET_PARAMS') {
    return Object.fromEntries(
      ['nics', 'disks', 'hvparams', 'beparams'].map((name) => [name, params[name] ?? null]),
    );
  }
  if (opcode.startsWith('OP_TAGS')) return { dry_run: params['dry_run'] ?? false };
  if (opcode.startsWith('OP_NETWORK')) {
    const names = ['add_reserved_ips', 'remove_reserved_ips', 'group_name', 'gateway'];
    return {
      subnet: params['network'] ?? null,
      ...Object.fromEntries(names.map((name) => [name, params[name] ?? null])),
    };
  }
  return {};
}

/** The full present state goes along where the operation may have changed it. */
function state(vmhost: Vmhost, job: JobRecord, name: string): Record<string, unknown> {
  const after =
    job.opcode === 'OP_INSTANCE_CREATE' ||
    job.opcode === 'OP_INSTANCE_STARTUP' ||
    job.opcode === 'OP_INSTANCE_REBOOT';
  const wanted =
    (after && job.status === 'success') ||
    (job.opcode === 'OP_INSTANCE_SET_PARAMS' && isFinalJobStatus(job.status));
  const instance = wanted ? vmhost.instances.get(name) : undefined;
  if (instance === undefined) return {};
  return {
    instance_nics: eventNics(vmhost, instance),
    instance_disks: eventDisks(instance),
    instance_hvparams: eventHvparams(instance),
  };
}

/** A waiting dry run of a tag on the cluster asks whether messages flow. */
function heartbeat(vmhost: Vmhost, job: JobRecord, id: string): WaitingEvent[] {
  const [tag] = job.params['tags'] as string[];
  if (
    job.status !== 'waiting' ||
    job.params['dry_run'] !== true ||
    tag?.startsWith('snf:eventd:heartbeat') !== true
  )
    return [];
  return [{ id, key: HEARTBEAT_EVENT_KEY, body: { type: 'eventd-heartbeat', cluster: vmhost.cluster.name } }];
}
