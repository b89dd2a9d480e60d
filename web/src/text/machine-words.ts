import type { Server } from '../api/servers.ts';

export type Kind = 'ok' | 'off' | 'busy' | 'warn' | 'bad' | 'hold';

/** Words for the API's states (console 6). */
const STATES: Record<string, { word: string; kind: Kind }> = {
  ACTIVE: { word: 'Running', kind: 'ok' },
  STOPPED: { word: 'Stopped', kind: 'off' },
  BUILD: { word: 'Building', kind: 'busy' },
  REBOOT: { word: 'Rebooting', kind: 'busy' },
  RESIZE: { word: 'Resizing', kind: 'busy' },
  ERROR: { word: 'Error', kind: 'bad' },
  DELETED: { word: 'Destroyed', kind: 'off' },
};

const TASKS: Record<string, string> = {
  BUILDING: 'Building',
  STARTING: 'Starting',
  STOPPING: 'Shutting down',
  REBOOTING: 'Rebooting',
  DESTROYING: 'Destroying',
  RESIZING: 'Resizing',
  RESCUING: 'Entering rescue',
  UNRESCUING: 'Leaving rescue',
  CONNECTING: 'Connecting',
  DISCONNECTING: 'Disconnecting',
  ATTACHING_VOLUME: 'Attaching volume',
  DETACHING_VOLUME: 'Detaching volume',
};

/** Why a machine that should run does not, in a word or two. */
const TROUBLES: Record<string, string> = {
  died: 'Died',
  silent: 'Not answering',
  'guest-panicked': 'Panicked',
  paused: 'Paused',
};

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
  if (hasFailed(server) && task !== 'DESTROYING') return { word: 'Error', kind: 'bad' };
  if (isInTrouble(server) && task === '')
    return { word: TROUBLES[server['SNF:trouble'] ?? ''] ?? 'Stopped by the host', kind: 'bad' };
  if (server.status === 'BUILD' && task !== 'DESTROYING')
    return { word: `Building ${server.progress}%`, kind: 'busy' };
  if (task !== '') return { word: TASKS[task] ?? 'Working', kind: 'busy' };
  return STATES[server.status] ?? { word: 'Unknown', kind: 'off' };
}

/** Whether something is going on that will change the machine by itself. */
export function isMoving(server: Server): boolean {
  return stateOf(server).kind === 'busy';
}

/** What of the build is going on, by its percentage: copying the image is most of it. */
export function buildStep(server: Server): string {
  const newest = server.diagnostics[0];
  if (newest !== undefined && newest.level !== 'ERROR') {
    // What the back end says may be a whole sentence; the caller goes on after it.
    const said = newest.message.replace(/[\s.…]+$/u, '');
    if (said === 'Image copy finished') return 'Starting for the first time';
    if (said !== '') return said;
  }
  if (server.progress === 0) return 'Waiting for its turn';
  if (server.progress < 100) return 'Copying the image';
  return 'Starting for the first time';
}

/** The action's name on a button, and the reason when the machine's state forbids it (spec/compute-api 6.1). */
export function whyNot(
  server: Server,
  action: 'start' | 'shutdown' | 'reboot' | 'screen' | 'destroy',
): string | null {
  if (server.suspended) return 'Suspended by the operator. Contact support.';
  const task = server['SNF:task_state'];
  if (task === 'DESTROYING') return 'It is being destroyed.';
  if (action === 'destroy') return null;
  if (server.status === 'BUILD') return 'It is still being built.';
  if (hasFailed(server)) return 'It failed; only destroying is possible.';
  if (task !== '') return `Wait until it is done: ${stateOf(server).word.toLowerCase()}.`;
  const running = server.status === 'ACTIVE' || isInTrouble(server);
  if (action === 'start')
    return running ? 'It is running already.' : server.status === 'STOPPED' ? null : 'Not in this state.';
  if (running) return null;
  if (action === 'screen') return 'Start it to see its screen.';
  return 'It is stopped.';
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
