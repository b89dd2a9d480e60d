import { fail, is } from '../../errors.ts';
import type { DiagnosticRow } from '../../store/servers/diagnostics.ts';
import type { ActivityRow } from '../../store/servers/intents.ts';
import type { ServerRow } from '../../store/servers/servers.ts';
import type { Store } from '../../store/store.ts';
import type { Caller, Compute } from '../compute.ts';
import { checkServerName } from './new-server-checks.ts';
import { withHold } from '#platform/quota/hold';
import { chargesOf, readAmounts, sizeOf, writeAmounts } from '../quota.ts';
import {
  type Action,
  ACTIONS,
  chargeOf,
  difference,
  refusalOf,
  type ServerState,
  statusOf,
  taskStateOf,
} from './states.ts';
import { submission } from './submission.ts';

/** What the table of states needs of a row. */
export function stateOf(row: ServerRow): ServerState {
  const { backendJobId: job, backendJobStatus: status, backendOpcode: opcode } = row;
  return {
    operstate: row.operstate,
    deleted: row.deleted,
    suspended: row.suspended,
    trouble: row.trouble,
    task: row.task,
    stateJob: row.stateJobId,
    reported:
      job === null || status === null || opcode === null
        ? null
        : { job, rank: row.backendJobRank, status, opcode },
  };
}

/** A server that the caller sees, deleted ones included; another's is not there. */
export async function findServer({ store }: Compute, caller: Caller, id: number): Promise<ServerRow> {
  return (await store.servers.findVisible(caller, id)) ?? fail('server_not_found', { id });
}

/** What was asked of a server that the caller sees, newest first: the first of it, or what is before a change of it. */
export async function activityOf(
  compute: Compute,
  caller: Caller,
  id: number,
  page: { before?: string | undefined; limit: number },
): Promise<ActivityRow[]> {
  await findServer(compute, caller, id);
  return compute.store.intents.newestOf(id, page);
}

/** Any server with its newest diagnostics, for the administrator; undefined when no server ever had the number. */
export async function serverDetails(
  { store }: Compute,
  id: number,
  most: number,
): Promise<{ server: ServerRow; diagnostics: DiagnosticRow[] } | undefined> {
  const server = await store.servers.find(id);
  return server && { server, diagnostics: await store.diagnostics.of(id, most) };
}

/** Throws why the action may not begin. */
function admit(action: Action, row: ServerRow): void {
  const state = stateOf(row);
  const refusal = refusalOf(action, state);
  if (refusal === undefined) return;
  fail(refusal, {
    id: row.id,
    task: taskStateOf(row.task),
    action: action.toLowerCase(),
    status: statusOf(state),
  });
}

type Submitted = 'START' | 'STOP' | 'REBOOT';

/**
 * Begins a start, stop or reboot: reserves or promises back what the new state costs, sets the task and queues the call of
 * the back end. The charge is settled when the job ends; when it fails everything is as before.
 */
export async function beginAction(
  compute: Compute,
  caller: Caller,
  id: number,
  action: Submitted,
  body: Record<string, unknown> = {},
): Promise<void> {
  const { store } = compute;
  const before = await findServer(compute, caller, id);
  admit(action, before);
  const flavor = (await store.flavors.find(before.flavorId))!;
  const amounts = difference(chargeOf(ACTIONS[action].success, sizeOf(flavor)), readAmounts(before.charged));
  const changes = await store.intents.countOf(id);
  const charge = {
    name: `server ${id}: ${action.toLowerCase()}`,
    charges: chargesOf(before.userId, before.project, amounts),
    key: `server ${id} change ${changes} ${action} ${writeAmounts(amounts)}`.slice(0, 255),
  };
  try {
    await withHold(compute.ledger, { ...charge, decision: 'held' }, async (tx, hold) => {
      const server = await lockVisible(tx, caller, id);
      admit(action, server);
      await begin(compute, tx, server, { caller, action, serial: hold?.serial ?? null, body });
    });
  } catch (error) {
    // Of two at once the second may be refused by the quota that the first has moved: it is told of the first.
    if (is(error, 'quota_exceeded') || is(error, 'identity_unavailable'))
      admit(action, await findServer(compute, caller, id));
    throw error;
  }
  compute.killPoint('compute.action.recorded');
}

/** The row is looked at again under its lock, with the caller's eyes. */
async function lockVisible(tx: Store, caller: Caller, id: number): Promise<ServerRow> {
  const locked = await tx.servers.lock(id);
  const visible = locked === undefined ? undefined : await tx.servers.findVisible(caller, id);
  return visible ?? fail('server_not_found', { id });
}

async function begin(
  compute: Compute,
  tx: Store,
  server: ServerRow,
  wanted: { caller: Caller; action: Action; serial: bigint | null; body: Record<string, unknown> },
): Promise<void> {
  const { clock, ids } = compute;
  const intent = ids.uuid();
  const now = clock.now();
  await tx.intents.insert({
    id: intent,
    serverId: server.id,
    action: wanted.action,
    userId: wanted.caller.user,
    state: 'open',
    sent: null,
    jobId: null,
    serial: wanted.serial,
    body: JSON.stringify(wanted.body),
    created: now,
    updated: now,
  });
  await tx.servers.update(server.id, {
    task: wanted.action,
    taskIntent: intent,
    taskJobId: null,
    updated: now,
  });
  await compute.submitJob.add(tx, { intent }, submission(intent, server.userId));
}

/**
 * Begins to destroy a server, whatever it does. While its creation is under way in the back end the removal waits for its
 * end (submit.ts). Its charge falls when it is really gone.
 */
export async function destroyServer(compute: Compute, caller: Caller, id: number): Promise<void> {
  await compute.store.transaction(async (tx) => {
    const server = await lockVisible(tx, caller, id);
    admit('DESTROY', server);
    if (server.task === 'DESTROY') return;
    await begin(compute, tx, server, { caller, action: 'DESTROY', serial: null, body: {} });
  });
  compute.killPoint('compute.destroy.recorded');
}

/** Changes the name. */
export async function renameServer(
  compute: Compute,
  caller: Caller,
  id: number,
  name: string,
): Promise<void> {
  const checked = checkServerName(name);
  await changeServer(compute, caller, id, (tx) =>
    tx.servers.update(id, { name: checked, updated: compute.clock.now() }),
  );
}

/** Runs a change that needs no back end, on a server that is neither deleted nor suspended, under its lock. */
export async function changeServer<T>(
  compute: Compute,
  caller: Caller,
  id: number,
  change: (tx: Store) => Promise<T>,
): Promise<T> {
  return compute.store.transaction(async (tx) => {
    const server = await lockVisible(tx, caller, id);
    if (server.deleted) fail('server_deleted', { id });
    if (server.suspended) fail('server_suspended', { id });
    return change(tx);
  });
}
