import type { FailureCause } from '#contract/compute';
import type { IntentRow } from '../../store/servers/intents.ts';
import type { ServerChanges, ServerRow } from '../../store/servers/servers.ts';
import type { Store } from '../../store/store.ts';
import type { Compute } from '../compute.ts';
import { settle, sizeOf } from '../quota.ts';
import { diagnose } from './diagnose.ts';
import { storedOperation, operationOf } from './operations/table.ts';
import { type ServerState, stateOf } from './states.ts';
import { submission } from './submission.ts';

/** The new state of a server, and the changes that ended with it. */
export interface Outcome {
  state: ServerState;
  /** What else is known of it now. */
  changes?: ServerChanges;
  ended: readonly IntentRow[];
  succeeded: boolean;
}

/**
 * Writes a server's new state with everything that hangs on it, in the caller's transaction and under its lock: task,
 * charge, ports and volumes. The only place where an operstate is written.
 */
export async function applyOutcome(
  compute: Compute,
  tx: Store,
  server: ServerRow,
  outcome: Outcome,
): Promise<void> {
  const { state, succeeded } = outcome;
  const now = compute.clock.now();
  const ended = state.deleted ? await tx.intents.openOf(server.id) : outcome.ended;
  await tx.intents.end(
    ended.map(({ id }) => id),
    succeeded ? 'done' : 'failed',
    now,
  );
  const changes = {
    ...outcome.changes,
    ...(state.deleted ? {} : await changesOf(compute, tx, server, { ended, succeeded, now })),
  };
  const flavor = (await tx.flavors.find(changes.flavorId ?? server.flavorId))!;
  const charged = await settle(compute, tx, server, {
    operstate: state.operstate,
    size: sizeOf(flavor),
    ended,
  });
  const idle = state.deleted || ended.some(({ id }) => id === server.taskIntent);
  await tx.servers.update(server.id, {
    ...changes,
    operstate: state.operstate,
    deleted: state.deleted,
    stateJobId: state.stateJob,
    charged,
    updated: now,
    ...(state.reported === null
      ? {}
      : {
          backendJobId: state.reported.job,
          backendJobRank: state.reported.rank,
          backendJobStatus: state.reported.status,
          backendOpcode: state.reported.opcode,
        }),
    ...(idle ? { task: null, taskIntent: null, taskJobId: null } : {}),
  });
  await moveBelongings(compute, tx, server, { to: state, now });
  if (!idle && ended.length > 0) await sendWhatWaited(compute, tx, server);
}

/** A removal that waits for the end of the creation need not wait for its next try. */
async function sendWhatWaited(compute: Compute, tx: Store, server: ServerRow): Promise<void> {
  const { task, taskIntent: intent, taskJobId: job, userId: user } = server;
  if (task !== 'DESTROY' || intent === null || job !== null) return;
  await compute.submitJob.add(tx, { intent }, submission(intent, user));
}

/** What the ends of these make of the server, each by its own operation. */
async function changesOf(
  compute: Compute,
  tx: Store,
  server: ServerRow,
  { ended, ...end }: { ended: readonly IntentRow[]; succeeded: boolean; now: Date },
): Promise<ServerChanges> {
  const changes: ServerChanges = {};
  for (const intent of ended)
    Object.assign(
      changes,
      await storedOperation(intent.action).ended?.(compute, tx, { ...end, server, intent }),
    );
  return changes;
}

async function moveBelongings(
  compute: Compute,
  tx: Store,
  server: ServerRow,
  moved: { to: ServerState; now: Date },
): Promise<void> {
  if (moved.to.operstate === server.operstate) return;
  if (moved.to.deleted) await operationOf('DESTROY').moved?.(compute, tx, server, moved);
  else if (server.operstate === 'BUILD') await operationOf('BUILD').moved?.(compute, tx, server, moved);
}

/** How an intent ended without a job of its own: refused, never reachable, nothing left to do, or overtaken. */
export type EndWithoutJob =
  | { outcome: 'failed'; cause: FailureCause; reason: string }
  | { outcome: 'gone' }
  | { outcome: 'superseded' };

/** Ends an intent that no job will end. A failed creation leaves the server in ERROR with the reason for its owner. */
export async function endIntent(compute: Compute, intent: IntentRow, end: EndWithoutJob): Promise<void> {
  const { store } = compute;
  await store.transaction(async (tx) => {
    const server = (await tx.servers.lock(intent.serverId))!;
    const now = await tx.intents.find(intent.id);
    if (now === undefined || now.state !== 'open' || server.deleted) return;
    if (end.outcome === 'failed') {
      await diagnose(compute, tx, server.id, {
        key: `intent:${intent.id}`,
        level: 'ERROR',
        code: end.cause,
        source: `ganeti-${intent.action.toLowerCase()}`,
        message: end.reason,
        at: compute.clock.now(),
      });
    }
    const state = endedState(stateOf(server), intent, end);
    await applyOutcome(compute, tx, server, { state, ended: [now], succeeded: end.outcome === 'gone' });
  });
}

function endedState(state: ServerState, intent: IntentRow, end: EndWithoutJob): ServerState {
  if (end.outcome === 'gone') return { ...state, operstate: 'DESTROYED', deleted: true, task: null };
  const { failure } = storedOperation(intent.action);
  return failure === undefined || state.operstate !== 'BUILD' ? state : { ...state, operstate: failure };
}
