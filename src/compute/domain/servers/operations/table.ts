import type { TaskState } from '#contract/compute';
import type { Refusal, ServerState } from '../states.ts';
import { build } from './build.ts';
import { connect } from './connect.ts';
import { destroy } from './destroy.ts';
import { disconnect } from './disconnect.ts';
import { firewallOff, firewallOn } from './firewall.ts';
import type { Operation } from './operation.ts';
import { reboot } from './reboot.ts';
import { rescue } from './rescue.ts';
import { resize } from './resize.ts';
import { start } from './start.ts';
import { stop } from './stop.ts';
import { addTags, deleteTags } from './tags.ts';
import { unrescue } from './unrescue.ts';

/** Whatever is done with a server in its back end (spec/compute-api 1.4-1.6, compute-backend 3.2, 3.3). */
const OPERATIONS = {
  BUILD: build,
  START: start,
  STOP: stop,
  REBOOT: reboot,
  RESIZE: resize,
  RESCUE: rescue,
  UNRESCUE: unrescue,
  ADDTAGS: addTags,
  DELETETAGS: deleteTags,
  CONNECT: connect,
  DISCONNECT: disconnect,
  FIREWALL_ON: firewallOn,
  FIREWALL_OFF: firewallOff,
  DESTROY: destroy,
} as const satisfies Record<string, Operation>;

export type Action = keyof typeof OPERATIONS;

const ROWS: Readonly<Record<string, Operation>> = OPERATIONS;

/** Those that make a state, by the opcode that does it. */
const BY_OPCODE = new Map(
  Object.values(ROWS)
    .filter(({ success }) => success !== undefined)
    .map((operation) => [operation.opcode, operation]),
);

export function operationOf(action: Action): Operation {
  return OPERATIONS[action];
}

/** The operation of an intent or a task as it is stored. */
export function storedOperation(action: string): Operation {
  const found = Object.hasOwn(ROWS, action) ? ROWS[action] : undefined;
  if (found === undefined) throw new Error(`there is no operation '${action}'`);
  return found;
}

/** The operation that makes the state of the server, by the opcode of any job; undefined for one that changes no state. */
export function operationOfOpcode(opcode: string): Operation | undefined {
  return BY_OPCODE.get(opcode);
}

export function taskStateOf(task: string | null): TaskState {
  if (task === null) return '';
  return (Object.hasOwn(ROWS, task) ? ROWS[task]!.taskState : null) ?? 'UNKNOWN';
}

/** The checks of spec 1.6, in their order: the first that fails, or undefined when the action may begin. */
export function refusalOf(action: Action, server: ServerState): Refusal | undefined {
  const operation: Operation = OPERATIONS[action];
  if (server.deleted) return 'server_deleted';
  if (server.suspended) return 'server_suspended';
  if (operation.always === true) return undefined;
  if (server.task !== null) return server.task === 'BUILD' ? 'server_building' : 'server_busy';
  if (server.operstate === 'ERROR') return 'server_in_error';
  if (server.operstate === 'BUILD') return 'server_building';
  if (!operation.from.includes(server.operstate)) return 'wrong_state';
  return operation.refusal?.(server);
}
