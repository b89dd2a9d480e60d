import type { ServerStatus, TaskState } from '#contract/compute';
import { OPER_STATES, type OperState } from '../../store/schema.ts';

export { OPER_STATES, type OperState } from '../../store/schema.ts';

/*
 * The whole life of a server in one place (spec/compute-api 1.4-1.6, compute-backend 3.2, 3.3). The API asks it what may
 * be done, the jobs which opcode to send, events and reconciliation what an ended job means, quota what a state costs.
 */

interface ActionRow {
  /** What users see while the action is under way. */
  taskState: TaskState;
  opcode: string;
  /** States it may begin in. Destroying is always allowed. */
  from: readonly OperState[];
  success: OperState;
  /** Only a failed creation changes the state. */
  failure?: OperState;
}

export const ACTIONS = {
  BUILD: {
    taskState: 'BUILDING',
    opcode: 'OP_INSTANCE_CREATE',
    from: [],
    success: 'STARTED',
    failure: 'ERROR',
  },
  START: { taskState: 'STARTING', opcode: 'OP_INSTANCE_STARTUP', from: ['STOPPED'], success: 'STARTED' },
  STOP: { taskState: 'STOPPING', opcode: 'OP_INSTANCE_SHUTDOWN', from: ['STARTED'], success: 'STOPPED' },
  REBOOT: {
    taskState: 'REBOOTING',
    opcode: 'OP_INSTANCE_REBOOT',
    from: ['STARTED', 'STOPPED'],
    success: 'STARTED',
  },
  DESTROY: { taskState: 'DESTROYING', opcode: 'OP_INSTANCE_REMOVE', from: OPER_STATES, success: 'DESTROYED' },
} as const satisfies Record<string, ActionRow>;

export type Action = keyof typeof ACTIONS;

const ROWS: Readonly<Record<string, ActionRow>> = ACTIONS;
const BY_OPCODE = new Map(
  Object.entries(ACTIONS).map(([action, row]) => [row.opcode as string, action as Action]),
);

/** The action that an opcode carries out, or undefined for one that changes no state. */
export function actionOf(opcode: string): Action | undefined {
  return BY_OPCODE.get(opcode);
}

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
const FINAL_RANK = 4;

/** How far a job status is, or undefined when there is no such status. */
function jobRank(status: string): number | undefined {
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
  /** What is wrong with the machine although it should run. */
  trouble: string | null;
  task: string | null;
  /** The job that made the present operstate. */
  stateJob: bigint;
  /** The newest thing heard of any job, by (job, rank). */
  reported: { job: bigint; rank: number; status: string; opcode: string } | null;
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
  const told = reported !== null && reported.opcode === ACTIONS.REBOOT.opcode && reported.rank < FINAL_RANK;
  // From the moment it is accepted, not only once the back end has told of its job.
  const rebooting = told || server.task === 'REBOOT';
  if (server.operstate === 'STARTED' && rebooting) return 'REBOOT';
  // Only shown: what may be done is decided by operstate, so that its owner can reboot it or switch it off.
  if (server.operstate === 'STARTED' && server.trouble !== null) return 'ERROR';
  return STATUS_OF[server.operstate] ?? 'UNKNOWN';
}

export function taskStateOf(task: string | null): TaskState {
  if (task === null) return '';
  return ROWS[task]?.taskState ?? 'UNKNOWN';
}

/** Why an action may not begin now. */
export type Refusal =
  | 'server_deleted'
  | 'server_suspended'
  | 'server_building'
  | 'server_busy'
  | 'server_in_error'
  | 'wrong_state';

/** The checks of spec 1.6, in their order: the first that fails, or undefined when the action may begin. */
export function refusalOf(action: Action, server: ServerState): Refusal | undefined {
  if (server.deleted) return 'server_deleted';
  if (server.suspended) return 'server_suspended';
  if (action === 'DESTROY') return undefined;
  if (server.task !== null) return server.task === 'BUILD' ? 'server_building' : 'server_busy';
  if (server.operstate === 'ERROR') return 'server_in_error';
  if (server.operstate === 'BUILD') return 'server_building';
  return ROWS[action]!.from.includes(server.operstate) ? undefined : 'wrong_state';
}

/** News of a job, from an event or from asking the back end. */
export interface JobNews {
  job: bigint;
  opcode: string;
  status: string;
  /** The back end was asked and does not have the instance. */
  instanceGone: boolean;
}

/**
 * The server after the news. Deterministic and indifferent to order and repetition: news of a job is compared by job number
 * and status rank, never by time, so that any shuffle of a set of news ends in one state (R-D1).
 */
export function afterNews(server: ServerState, news: JobNews): ServerState {
  if (server.deleted) return server;
  const rank = jobRank(news.status);
  if (rank === undefined) throw new TypeError(`'${news.status}' is not a job status`);
  const next = { ...server, reported: newer(server.reported, { ...news, rank }) };
  if (rank !== FINAL_RANK) return next;
  const outcome = outcomeOf(news);
  if (outcome === 'DESTROYED')
    return { ...next, operstate: outcome, deleted: true, task: null, stateJob: news.job };
  if (outcome === undefined || news.job <= server.stateJob) return next;
  return { ...next, operstate: outcome, stateJob: news.job };
}

function newer(
  old: ServerState['reported'],
  news: { job: bigint; rank: number; status: string; opcode: string },
): ServerState['reported'] {
  if (old !== null && (old.job > news.job || (old.job === news.job && old.rank >= news.rank))) return old;
  return { job: news.job, rank: news.rank, status: news.status, opcode: news.opcode };
}

/** What an ended job made of the server; undefined when nothing. A removal counts only when the instance is really gone. */
function outcomeOf(news: JobNews): OperState | undefined {
  const action = actionOf(news.opcode);
  if (action === undefined) return undefined;
  if (action === 'DESTROY') return news.instanceGone && news.status !== 'canceled' ? 'DESTROYED' : undefined;
  return news.status === 'success' ? ROWS[action]!.success : ROWS[action]!.failure;
}

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
