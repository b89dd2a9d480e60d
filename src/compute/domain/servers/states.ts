import type { ServerStatus } from '#contract/compute';
import type { OperState } from '../../store/schema.ts';
import type { ServerRow } from '../../store/servers/servers.ts';

export { OPER_STATES, type OperState } from '../../store/schema.ts';

/*
 * What is known of a server, and what users see and are charged of it (spec/compute-api 1.4, compute-backend 3.3, 3.4). What
 * can be done with it stands in `operations/`.
 */

/** Opcodes of jobs that show before they have ended. */
export const REBOOT_OPCODE = 'OP_INSTANCE_REBOOT';
export const MODIFY_OPCODE = 'OP_INSTANCE_SET_PARAMS';

/** Statuses of a job, in the order they come; the last three are final and exclude one another. */
const JOB_RANKS: Readonly<Record<string, number>> = {
  queued: 0,
  waiting: 1,
  canceling: 2,
  running: 3,
  canceled: 4,
  error: 4,
  success: 4,
};
export const FINAL_RANK = 4;

/** How far a job status is, or undefined when there is no such status. */
export function jobRank(status: string): number | undefined {
  return Object.hasOwn(JOB_RANKS, status) ? JOB_RANKS[status] : undefined;
}

/** True once a job will not change any more. */
export function isFinal(status: string): boolean {
  return jobRank(status) === FINAL_RANK;
}

/** What the table needs to know of a server. */
export interface ServerState {
  operstate: OperState;
  deleted: boolean;
  suspended: boolean;
  /** It starts from a rescue medium. */
  rescue: boolean;
  /** What is wrong with the machine although it should run. */
  trouble: string | null;
  task: string | null;
  /** The job that made the present operstate. */
  stateJob: bigint;
  /** The newest thing heard of any job, by (job, rank). */
  reported: { job: bigint; rank: number; status: string; opcode: string } | null;
}

/** What the operations need of a row. */
export function stateOf(row: ServerRow): ServerState {
  const { backendJobId: job, backendJobStatus: status, backendOpcode: opcode } = row;
  return {
    operstate: row.operstate,
    deleted: row.deleted,
    suspended: row.suspended,
    rescue: row.rescue,
    trouble: row.trouble,
    task: row.task,
    stateJob: row.stateJobId,
    reported:
      job === null || status === null || opcode === null
        ? null
        : { job, rank: row.backendJobRank, status, opcode },
  };
}

const STATUS_OF: Record<OperState, ServerStatus> = {
  BUILD: 'BUILD',
  ERROR: 'ERROR',
  STOPPED: 'STOPPED',
  STARTED: 'ACTIVE',
  DESTROYED: 'DELETED',
};

/** The status that users see: computed, never stored. */
export function statusOf(server: ServerState): ServerStatus {
  if (server.deleted) return 'DELETED';
  const { reported } = server;
  const told = reported !== null && reported.opcode === REBOOT_OPCODE && reported.rank < FINAL_RANK;
  // From the moment it is accepted, not only once the back end has told of its job.
  const rebooting = told || server.task === 'REBOOT';
  if (server.operstate === 'STARTED' && rebooting) return 'REBOOT';
  const modified = reported?.opcode === MODIFY_OPCODE && reported.rank < FINAL_RANK;
  if (server.operstate === 'STOPPED' && server.task === 'RESIZE' && modified) return 'RESIZE';
  // Only shown: what may be done is decided by operstate, so that its owner can reboot it or switch it off.
  if (server.operstate === 'STARTED' && server.trouble !== null) return 'ERROR';
  return STATUS_OF[server.operstate] ?? 'UNKNOWN';
}

/** Why an action may not begin now. */
export type Refusal =
  | 'server_deleted'
  | 'server_suspended'
  | 'server_building'
  | 'server_busy'
  | 'server_in_error'
  | 'wrong_state'
  | 'in_rescue'
  | 'not_in_rescue';

/** What the instance is found to be when no job tells: a machine that powered itself off, or that somebody started. */
export function stateOfInstance(operState: boolean | null): 'STARTED' | 'STOPPED' | undefined {
  if (operState === null) return undefined;
  return operState ? 'STARTED' : 'STOPPED';
}

/** Size of a server as quota counts it. */
export interface ServerSize {
  cpu: number;
  ramMib: number;
  diskGib: number;
}

/** Amounts by resource. */
export type Amounts = ReadonlyMap<string, bigint>;

/** What a server of this size costs in a state. A server that is being built or broke while being built counts as running. */
export function chargeOf(operstate: OperState, size: ServerSize): Amounts {
  if (operstate === 'DESTROYED') return new Map();
  const cpu = BigInt(size.cpu);
  const ram = BigInt(size.ramMib) << 20n;
  const charge = new Map<string, bigint>([
    ['cyclades.vm', 1n],
    ['cyclades.total_cpu', cpu],
    ['cyclades.total_ram', ram],
    ['cyclades.disk', BigInt(size.diskGib) << 30n],
  ]);
  if (operstate !== 'STOPPED') charge.set('cyclades.cpu', cpu).set('cyclades.ram', ram);
  return charge;
}

/** What must be added to `charged` to make it `wanted`; resources without a difference are left out. */
export function difference(wanted: Amounts, charged: Amounts): Amounts {
  const delta = new Map<string, bigint>();
  for (const resource of [...new Set([...wanted.keys(), ...charged.keys()])].sort()) {
    const amount = (wanted.get(resource) ?? 0n) - (charged.get(resource) ?? 0n);
    if (amount !== 0n) delta.set(resource, amount);
  }
  return delta;
}
