import { say } from '#text/machine';
import type { Server } from '../api/servers.ts';

export type Kind = 'ok' | 'off' | 'busy' | 'warn' | 'bad' | 'hold';

/** Words for the API's states (console 6). */
const STATES: Record<string, { word: string; kind: Kind }> = {
  ACTIVE: { word: say.running, kind: 'ok' },
  STOPPED: { word: say.stopped, kind: 'off' },
  BUILD: { word: say.building, kind: 'busy' },
  REBOOT: { word: say.rebooting, kind: 'busy' },
  RESIZE: { word: say.resizing, kind: 'busy' },
  ERROR: { word: say.error, kind: 'bad' },
  DELETED: { word: say.destroyed, kind: 'off' },
};

/** The states that a list can be narrowed to, by their names in the address, which has no language. */
export const STATE_FILTERS: Readonly<Record<string, string>> = {
  Running: say.running,
  Stopped: say.stopped,
  Building: say.building,
  Error: say.error,
};

const TASKS: Record<string, string> = {
  BUILDING: say.building,
  STARTING: say.starting,
  STOPPING: say.shuttingDown,
  REBOOTING: say.rebooting,
  DESTROYING: say.destroying,
  RESIZING: say.resizing,
  RESCUING: say.enteringRescue,
  UNRESCUING: say.leavingRescue,
  CONNECTING: say.connecting,
  DISCONNECTING: say.disconnecting,
  ATTACHING_VOLUME: say.attachingVolume,
  DETACHING_VOLUME: say.detachingVolume,
};

/** Why a machine that should run does not, in a word or two. */
const TROUBLES: Record<string, string> = {
  died: say.died,
  silent: say.notAnswering,
  'guest-panicked': say.panicked,
  paused: say.paused,
};

/** The same of a machine of which no more is known. */
export function stateWord(status: string): { word: string; kind: Kind } {
  return STATES[status] ?? { word: say.unknown, kind: 'off' };
}

/** Whether it could not be built: all that is left is to destroy it. */
export function hasFailed(server: Server): boolean {
  return server.status === 'ERROR' && server['SNF:trouble'] === null;
}

/** Whether it was built and should run, and something is wrong with it: a reboot may help. */
export function isInTrouble(server: Server): boolean {
  return server.status === 'ERROR' && server['SNF:trouble'] !== null;
}

/** The word and kind of a machine's state; while a task runs it is the task's, with the percentage of a build. */
export function stateOf(server: Server): { word: string; kind: Kind } {
  const task = server['SNF:task_state'];
  if (hasFailed(server) && task !== 'DESTROYING') return { word: say.error, kind: 'bad' };
  if (isInTrouble(server) && task === '')
    return { word: TROUBLES[server['SNF:trouble'] ?? ''] ?? say.stoppedByHost, kind: 'bad' };
  if (server.status === 'BUILD' && task !== 'DESTROYING')
    return { word: say.buildingPercent({ percent: server.progress }), kind: 'busy' };
  if (task !== '') return { word: TASKS[task] ?? say.working, kind: 'busy' };
  return STATES[server.status] ?? { word: say.unknown, kind: 'off' };
}

/** Whether something is going on that will change the machine by itself. */
export function isMoving(server: Server): boolean {
  return stateOf(server).kind === 'busy';
}

/** The note of a machine whose image is copied; its words are the back end's. */
const COPIED = 'Image copy finished';

/** What of the build is going on, by its percentage: copying the image is most of it. */
export function buildStep(server: Server): string {
  const newest = server.diagnostics[0];
  if (newest !== undefined && newest.level !== 'ERROR') {
    // What the back end says may be a whole sentence; the caller goes on after it.
    const said = newest.message.replace(/[\s.…]+$/u, '');
    if (said === COPIED) return say.startingFirst;
    if (said !== '') return said;
  }
  if (server.progress === 0) return say.waitingForTurn;
  if (server.progress < 100) return say.copyingImage;
  return say.startingFirst;
}

/** The action's name on a button, and the reason when the machine's state forbids it (spec/compute-api 6.1). */
export function whyNot(
  server: Server,
  action: 'start' | 'shutdown' | 'reboot' | 'screen' | 'destroy',
): string | null {
  if (server.suspended) return say.suspended;
  const task = server['SNF:task_state'];
  if (task === 'DESTROYING') return say.beingDestroyed;
  if (action === 'destroy') return null;
  if (server.status === 'BUILD') return say.beingBuilt;
  if (hasFailed(server)) return say.failed;
  if (task !== '') return say.waitUntilDone({ state: stateOf(server).word });
  const running = server.status === 'ACTIVE' || isInTrouble(server);
  if (action === 'start')
    return running ? say.isRunning : server.status === 'STOPPED' ? null : say.notInThisState;
  if (running) return null;
  if (action === 'screen') return say.startForScreen;
  return say.isStopped;
}

/** Why what it is made of cannot be changed now; null when it can. */
export function whyNotChange(server: Server): string | null {
  if (server.suspended) return say.suspended;
  const task = server['SNF:task_state'];
  if (task === 'DESTROYING') return say.beingDestroyed;
  if (server.status === 'BUILD') return say.beingBuilt;
  if (hasFailed(server)) return say.failed;
  return task === '' ? null : say.waitUntilDone({ state: stateOf(server).word });
}

/** … and what is changed only while it is stopped. */
export function whyNotStopped(server: Server): string | null {
  return whyNotChange(server) ?? (server.status === 'STOPPED' ? null : say.stopFirst);
}

/** The first address of a machine, or an empty string. */
export function addressOf(server: Server): string {
  for (const attachment of server.attachments) {
    if (attachment.ipv4 !== '') return attachment.ipv4;
    if (attachment.ipv6 !== '') return attachment.ipv6;
  }
  return '';
}

/** The account inside the machine that its password and keys are for. */
export function accountOf(server: Server): string {
  return (server.metadata['users'] ?? server.metadata['USERS'] ?? '').split(' ')[0] || 'root';
}

/** The command that logs in to the machine from a terminal, or an empty string when nothing leads to it. */
export function sshCommand(server: Server): string {
  const user = accountOf(server);
  const forwarded = server['SNF:port_forwarding']['22'];
  if (forwarded !== undefined) return `ssh -p ${forwarded.port} ${user}@${forwarded.host}`;
  const address = addressOf(server);
  return address === '' ? '' : `ssh ${user}@${server['SNF:fqdn'] ?? address}`;
}
