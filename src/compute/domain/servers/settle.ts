import type { EventNic } from '#contract/ganeti-events';
import type { IntentRow } from '../../store/ledgers.ts';
import type { ServerRow, Session } from '../../store/servers/servers.ts';
import type { Compute } from '../compute.ts';
import { portOfName } from '../names.ts';
import { settle, sizeOf } from '../quota/quota.ts';
import { ACTIONS, type Action, type ServerState } from './states.ts';
import { stateOf } from './actions.ts';
import { submission } from './submission.ts';

/** Text for the owner: one line without control characters, as long as a diagnostic may be (D8). */
export function plainText(text: string, limit: number): string {
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
  tx: Session,
  server: number,
  what: {
    key: string;
    level: 'ERROR' | 'WARNING' | 'INFO' | 'DEBUG';
    source: string;
    message: string;
    details?: string | undefined;
    at?: Date;
  },
): Promise<boolean> {
  const message = plainText(what.message.replaceAll('\n', ' '), 255);
  return compute.store.addDiagnostic(tx, {
    server_id: server,
    event_key: what.key,
    level: what.level,
    source: what.source,
    source_date: what.at ?? null,
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
  tx: Session,
  server: ServerRow,
  outcome: Outcome,
): Promise<void> {
  const { store, clock } = compute;
  const { state, succeeded } = outcome;
  const now = clock.now();
  const ended = state.deleted ? await store.openIntentsOf(tx, server.id) : outcome.ended;
  for (const intent of ended) {
    await store.updateIntent(tx, intent.id, { state: succeeded ? 'done' : 'failed', updated: now });
  }
  const flavor = (await store.findFlavor(tx, server.flavor_id))!;
  const charged = await settle(compute, tx, server, {
    operstate: state.operstate,
    size: sizeOf(flavor),
    ended,
  });
  const idle = state.deleted || ended.some(({ id }) => id === server.task_intent);
  await store.updateServer(tx, server.id, {
    operstate: state.operstate,
    deleted: state.deleted,
    state_job_id: state.stateJob,
    charged,
    updated: now,
    ...(state.reported === null
      ? {}
      : {
          backend_job_id: state.reported.job,
          backend_job_rank: state.reported.rank,
          backend_job_status: state.reported.status,
          backend_opcode: state.reported.opcode,
        }),
    ...(idle ? { task: null, task_intent: null, task_job_id: null } : {}),
  });
  await settleBelongings(compute, tx, server, state, now);
  if (!idle && ended.length > 0) await sendWhatWaited(compute, tx, server);
}

/** A removal that waits for the end of the creation need not wait for its next try. */
async function sendWhatWaited(compute: Compute, tx: Session, server: ServerRow): Promise<void> {
  const { task, task_intent: intent, task_job_id: job, user_id: user } = server;
  if (task !== 'DESTROY' || intent === null || job !== null) return;
  await compute.addJob(tx, 'compute.submit', { intent }, submission(intent, user));
}

async function settleBelongings(
  { store }: Compute,
  tx: Session,
  server: ServerRow,
  state: ServerState,
  now: Date,
): Promise<void> {
  if (state.operstate === server.operstate) return;
  if (state.deleted) {
    await store.removePortsOf(tx, server.id);
    await store.removeVolumesOf(tx, server.id, now);
    await store.removeDocumentsOf(tx, server.id);
    await store.removePasswordOf(tx, server.id);
  } else if (server.operstate === 'BUILD') {
    const failed = state.operstate === 'ERROR';
    await store.setStateOfPorts(tx, server.id, failed ? 'ERROR' : 'ACTIVE', now);
    await store.setStatusOfVolumes(tx, server.id, failed ? 'ERROR' : 'IN_USE', now);
  }
}

/** How an intent ended without a job of its own: refused, never reachable, nothing left to do, or overtaken. */
export type EndWithoutJob =
  | { outcome: 'failed'; reason: string }
  | { outcome: 'gone' }
  | { outcome: 'superseded' };

/** Ends an intent that no job will end. A failed creation leaves the server in ERROR with the reason for its owner. */
export async function endIntent(compute: Compute, intent: IntentRow, end: EndWithoutJob): Promise<void> {
  const { store } = compute;
  await store.transaction(async (tx) => {
    const server = (await store.lockServer(tx, intent.server_id))!;
    const now = await store.findIntent(tx, intent.id);
    if (now === undefined || now.state !== 'open' || server.deleted) return;
    if (end.outcome === 'failed') {
      await diagnose(compute, tx, server.id, {
        key: `intent:${intent.id}`,
        level: 'ERROR',
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
  compute: Compute,
  tx: Session,
  server: number,
  nics: readonly EventNic[],
): Promise<void> {
  const { store, settings, clock } = compute;
  const known = new Map((await store.portsOf(tx, server)).map((port) => [port.id, port]));
  for (const [index, nic] of nics.entries()) {
    const port = known.get(portOfName(settings.BACKEND_PREFIX_ID, nic.name ?? '') ?? -1);
    if (port === undefined) continue;
    await store.updatePort(tx, port.id, {
      state: 'ACTIVE',
      index,
      mac: nic.mac,
      ipv4: nic.ip,
      forward: JSON.stringify(nic.forward ?? {}),
      updated: clock.now(),
    });
  }
}
