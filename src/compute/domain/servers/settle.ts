import type { FailureCause } from '#contract/compute';
import type { EventNic } from '#contract/ganeti-events';
import type { FoundPort } from '../../store/networks/ports.ts';
import type { IntentRow } from '../../store/servers/intents.ts';
import type { ServerRow } from '../../store/servers/servers.ts';
import type { Store } from '../../store/store.ts';
import type { Compute } from '../compute.ts';
import { portOfName } from '../names.ts';
import { settle, sizeOf } from '../quota.ts';
import { ACTIONS, type Action, type ServerState } from './states.ts';
import { stateOf } from './actions.ts';
import { submission } from './submission.ts';

/** Text for the owner: one line without control characters, as long as a diagnostic may be (D8). */
function plainText(text: string, limit: number): string {
  const plain = text
    // eslint-disable-next-line no-control-regex -- terminal codes and the like are what is taken out
    .replaceAll(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, '')
    .toWellFormed()
    .trim();
  return plain.length <= limit ? plain : `${plain.slice(0, limit - 1)}…`;
}

const DETAILS_LIMIT = 64 * 1024;

/** What happened, as a diagnostic of the server; the same key twice is one. */
export async function diagnose(
  compute: Compute,
  tx: Store,
  server: number,
  what: {
    key: string;
    level: 'ERROR' | 'WARNING' | 'INFO' | 'DEBUG';
    /** For programs; see `Diagnostic` of the contract. */
    code?: string;
    source: string;
    message: string;
    details?: string | undefined;
    at?: Date;
  },
): Promise<boolean> {
  const message = plainText(what.message.replaceAll('\n', ' '), 255);
  return tx.diagnostics.add({
    serverId: server,
    eventKey: what.key,
    level: what.level,
    code: what.code ?? '',
    source: what.source,
    sourceDate: what.at ?? null,
    message: message === '' ? titleOf(what.source) : message,
    details:
      what.details === undefined || what.details === '' ? null : plainText(what.details, DETAILS_LIMIT),
    created: compute.clock.now(),
  });
}

function titleOf(source: string): string {
  const words = source.replaceAll('-', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** The new state of a server, and the changes that ended with it. */
export interface Outcome {
  state: ServerState;
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
  const flavor = (await tx.flavors.find(server.flavorId))!;
  const charged = await settle(compute, tx, server, {
    operstate: state.operstate,
    size: sizeOf(flavor),
    ended,
  });
  const idle = state.deleted || ended.some(({ id }) => id === server.taskIntent);
  await tx.servers.update(server.id, {
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
  await settleBelongings(tx, server, state, now);
  if (!idle && ended.length > 0) await sendWhatWaited(compute, tx, server);
}

/** A removal that waits for the end of the creation need not wait for its next try. */
async function sendWhatWaited(compute: Compute, tx: Store, server: ServerRow): Promise<void> {
  const { task, taskIntent: intent, taskJobId: job, userId: user } = server;
  if (task !== 'DESTROY' || intent === null || job !== null) return;
  await compute.submitJob.add(tx, { intent }, submission(intent, user));
}

async function settleBelongings(tx: Store, server: ServerRow, state: ServerState, now: Date): Promise<void> {
  if (state.operstate === server.operstate) return;
  if (state.deleted) {
    await tx.ports.removeOf(server.id);
    await tx.volumes.removeOf(server.id, now);
    await tx.oneTimeDocuments.removeOf(server.id);
    await tx.firstPasswords.removeOf(server.id);
  } else if (server.operstate === 'BUILD') {
    const failed = state.operstate === 'ERROR';
    await tx.ports.setStateOf(server.id, failed ? 'ERROR' : 'ACTIVE', now);
    await tx.volumes.setStatusOf(server.id, failed ? 'ERROR' : 'IN_USE', now);
  }
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
  const row = ACTIONS[intent.action as Action];
  const failure = 'failure' in row ? row.failure : undefined;
  return failure === undefined || state.operstate !== 'BUILD' ? state : { ...state, operstate: failure };
}

/** Copies what the back end says of the machine's cards; of a port that it does not name nothing changes. */
export async function syncPorts(
  { settings, clock }: Compute,
  tx: Store,
  server: number,
  nics: readonly EventNic[],
): Promise<void> {
  const known = new Set((await tx.ports.of(server)).map(({ id }) => id));
  const found = new Map<number, FoundPort>();
  for (const [index, nic] of nics.entries()) {
    const id = portOfName(settings.BACKEND_PREFIX_ID, nic.name ?? '');
    if (id === undefined || !known.has(id)) continue;
    found.set(id, { id, index, mac: nic.mac, ipv4: nic.ip, forward: nic.forward ?? {} });
  }
  await tx.ports.activate([...found.values()], clock.now());
}
