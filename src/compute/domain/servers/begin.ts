import type { ComputeAuditAction } from '#contract/audit-words';
import type { AuditDetail } from '#platform/audit/entry';
import { withHold } from '#platform/quota/hold';
import { fail, is } from '../../errors.ts';
import type { ServerRow } from '../../store/servers/servers.ts';
import type { Store } from '../../store/store.ts';
import { ofServer, record } from '../audit.ts';
import type { Caller, Compute } from '../compute.ts';
import { chargesOf, readAmounts, sizeOf, writeAmounts } from '../quota.ts';
import { findServer, lockVisible } from './actions.ts';
import { type Action, operationOf, refusalOf, taskStateOf } from './operations/table.ts';
import { chargeOf, difference, type ServerSize, stateOf, statusOf } from './states.ts';
import { submission } from './submission.ts';

/** Throws why the action may not begin. */
function admit(action: Action, row: ServerRow, { administrator }: Caller): void {
  const state = stateOf(row);
  const passes = administrator === true && operationOf(action).despiteSuspension === true;
  const refusal = refusalOf(action, passes ? { ...state, suspended: false } : state);
  if (refusal === undefined) return;
  fail(refusal, {
    id: row.id,
    task: taskStateOf(row.task),
    action: action.toLowerCase(),
    status: statusOf(state),
  });
}

/** A server that the caller sees and that may begin the action now. */
export async function requireAdmitted(
  compute: Compute,
  caller: Caller,
  id: number,
  action: Action,
): Promise<ServerRow> {
  const server = await findServer(compute, caller, id);
  admit(action, server, caller);
  return server;
}

/** Throws why a change that sets no task and needs the machine may not begin (spec/compute-api 1.6). */
export function admitChange(row: ServerRow, action: string): void {
  const { id, task, operstate } = row;
  const values = { id, task: taskStateOf(task), action, status: statusOf(stateOf(row)) };
  if (row.deleted) fail('server_deleted', values);
  if (row.suspended) fail('server_suspended', values);
  if (task !== null) fail(task === 'BUILD' ? 'server_building' : 'server_busy', values);
  if (operstate === 'ERROR') fail('server_in_error', values);
  if (operstate === 'BUILD') fail('server_building', values);
}

/** What is asked of a server. */
export interface WantedAction {
  action: Action;
  /** What its call is made of, without secrets. */
  body?: Record<string, unknown>;
  /** The caller may do this by what he sees of it, also of a server that he does not see. */
  isSeen?: true;
  /** How large the server will be when it has succeeded; without it as large as it is. */
  size?: ServerSize;
  /** Looks again at what else it needs, and writes that, under the server's lock; what it gives is added to `body`. */
  record?(tx: Store, server: ServerRow, intent: string): Promise<Record<string, unknown>>;
}

/**
 * Begins what is done in the back end: reserves or promises back what the server will cost, sets the task and queues the
 * call. The charge is settled when the job ends; when it fails everything is as before.
 */
export async function beginAction(
  compute: Compute,
  caller: Caller,
  id: number,
  wanted: WantedAction,
): Promise<void> {
  const { store } = compute;
  const { action } = wanted;
  const before = await (wanted.isSeen ? findAny(store, id) : findServer(compute, caller, id));
  admit(action, before, caller);
  const size = wanted.size ?? sizeOf((await store.flavors.find(before.flavorId))!);
  const target = operationOf(action).success ?? before.operstate;
  const amounts = difference(chargeOf(target, size), readAmounts(before.charged));
  const changes = await store.intents.countOf(id);
  const charge = {
    name: `server ${id}: ${action.toLowerCase()}`,
    charges: chargesOf(before.userId, before.project, amounts),
    key: `server ${id} of ${before.userId} ${before.project} change ${changes} ${action} ${writeAmounts(amounts)}`.slice(
      0,
      255,
    ),
  };
  try {
    await withHold(compute.ledger, { ...charge, decision: 'held' }, async (tx, hold) => {
      const server = await (wanted.isSeen ? lockAny(tx, id) : lockVisible(tx, caller, id));
      admit(action, server, caller);
      // What is reserved is reserved of whoever had it then.
      if (server.userId !== before.userId || server.project !== before.project)
        fail('server_changed_meanwhile', { id });
      await begin(compute, tx, server, { ...wanted, caller, serial: hold?.serial ?? null });
    });
  } catch (error) {
    // Of two at once the second may be refused by the quota that the first has moved: it is told of the first.
    if (is(error, 'quota_exceeded') || is(error, 'identity_unavailable'))
      admit(action, await findAny(store, id), caller);
    throw error;
  }
  compute.killPoint('compute.action.recorded');
}

async function findAny(store: Store, id: number): Promise<ServerRow> {
  return (await store.servers.find(id)) ?? fail('server_not_found', { id });
}

async function lockAny(tx: Store, id: number): Promise<ServerRow> {
  return (await tx.servers.lock(id)) ?? fail('server_not_found', { id });
}

const AUDITED: Readonly<Record<Action, ComputeAuditAction>> = {
  BUILD: 'server.create',
  START: 'server.start',
  STOP: 'server.stop',
  REBOOT: 'server.reboot',
  RESIZE: 'server.resize',
  RESCUE: 'server.rescue',
  UNRESCUE: 'server.unrescue',
  ADDTAGS: 'server.tags',
  DELETETAGS: 'server.tags',
  CONNECT: 'server.connect',
  DISCONNECT: 'server.disconnect',
  FIREWALL_ON: 'server.firewall',
  FIREWALL_OFF: 'server.firewall',
  DESTROY: 'server.destroy',
};

/** What the audit tells of a change beside its kind; nothing else of what it is made of gets there. */
const SHOWN = ['hard', 'port', 'flavor', 'flavorId', 'tags'] as const;

function shown(name: string, value: unknown): [string, AuditDetail][] {
  if (['string', 'number', 'boolean'].includes(typeof value)) return [[name, value as string]];
  return Array.isArray(value) ? [[name, value.map(String)]] : [];
}

/** Writes the intent of a server that is locked and may begin it, with its task and the job that sends it. */
async function begin(
  compute: Compute,
  tx: Store,
  server: ServerRow,
  wanted: WantedAction & { caller: Caller; serial: bigint | null },
): Promise<void> {
  const { clock, ids } = compute;
  const intent = ids.uuid();
  const now = clock.now();
  const recorded = await wanted.record?.(tx, server, intent);
  await tx.intents.insert({
    id: intent,
    serverId: server.id,
    action: wanted.action,
    userId: wanted.caller.user === '' ? null : wanted.caller.user,
    state: 'open',
    sent: null,
    jobId: null,
    serial: wanted.serial,
    body: JSON.stringify({ ...wanted.body, ...recorded }),
    created: now,
    updated: now,
  });
  const kept = { ...wanted.body, ...recorded };
  await record(compute, tx, wanted.caller, {
    action: AUDITED[wanted.action],
    ...ofServer(server),
    details: { intent, ...Object.fromEntries(SHOWN.flatMap((name) => shown(name, kept[name]))) },
  });
  const alone = operationOf(wanted.action).taskState !== null;
  await tx.servers.update(server.id, {
    ...(alone ? { task: wanted.action, taskIntent: intent, taskJobId: null } : {}),
    updated: now,
  });
  await compute.submitJob.add(tx, { intent }, submission(intent, server.userId));
}

/** Begins changes that go on beside all others: those that prove to be needed, looked at under the server's lock. */
export async function beginBeside(
  compute: Compute,
  caller: Caller,
  id: number,
  plan: (tx: Store) => Promise<readonly WantedAction[]>,
): Promise<void> {
  await compute.store.transaction(async (tx) => {
    const server = await lockVisible(tx, caller, id);
    admit('ADDTAGS', server, caller);
    for (const wanted of await plan(tx))
      await begin(compute, tx, server, { ...wanted, caller, serial: null });
  });
  compute.killPoint('compute.action.recorded');
}

/**
 * Begins to destroy a server, whatever it does. While its creation is under way in the back end the removal waits for its
 * end (submit.ts). Its charge falls when it is really gone.
 */
export async function destroyServer(compute: Compute, caller: Caller, id: number): Promise<void> {
  await compute.store.transaction(async (tx) => {
    const server = await lockVisible(tx, caller, id);
    admit('DESTROY', server, caller);
    if (server.task === 'DESTROY') return;
    await begin(compute, tx, server, { caller, action: 'DESTROY', serial: null });
  });
  compute.killPoint('compute.destroy.recorded');
}
