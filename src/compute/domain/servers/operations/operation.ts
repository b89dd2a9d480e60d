import type { TaskState } from '#contract/compute';
import type { InstanceDocument } from '#contract/ganeti';
import type { BackEndCall } from '../../../ganeti/cluster.ts';
import type { IntentRow } from '../../../store/servers/intents.ts';
import type { ServerChanges, ServerRow } from '../../../store/servers/servers.ts';
import type { Store } from '../../../store/store.ts';
import type { Compute } from '../../compute.ts';
import type { OperState, Refusal, ServerState } from '../states.ts';

/** How an intent ended, told in the transaction that ends it. */
export interface OperationEnd {
  /** As it was before, locked. */
  server: ServerRow;
  intent: IntentRow;
  /** False for a job that failed or was canceled, and for a call that never became a job. */
  succeeded: boolean;
  now: Date;
}

/**
 * One thing that is done with a server in its back end, from the request to the end of its job. What an ended job means is
 * decided by the intent that it carries: opcodes are shared, and some jobs nobody here has sent. Of those only what makes or
 * ends the running of a machine counts (`success`), and what the back end says to be so now.
 */
export interface Operation {
  /** As it stands in `intents.action` and `servers.task`. */
  readonly action: string;
  /** What users see while it is under way. Null for one that goes on beside others and sets no task. */
  readonly taskState: TaskState | null;
  /** The opcode of its job. */
  readonly opcode: string;
  /** States it may begin in. */
  readonly from: readonly OperState[];
  /** Begins whatever else is under way, also of a server in ERROR; deleted and suspended servers refuse it all the same. */
  readonly always?: true;
  /** An administrator may begin it although the server is suspended. */
  readonly despiteSuspension?: true;
  /** Why a server in one of these states refuses it all the same. */
  refusal?(server: ServerState): Refusal | undefined;

  /** The state that its job leaves, whoever sent it. Operations without one leave it as it is, and may share their opcode. */
  readonly success?: OperState;
  readonly failure?: OperState;

  /** What the back end is asked for. It is made at each try, from what is written by then. */
  call(compute: Compute, sent: { intent: IntentRow; server: ServerRow }): BackEndCall | Promise<BackEndCall>;
  /** What its end makes of the server and of what belongs to it. Not asked when the server is gone by then. */
  ended?(compute: Compute, tx: Store, end: OperationEnd): Promise<ServerChanges>;
  /** What belongs to a server that comes into a state by this operation, or by a job that does the same. */
  moved?(
    compute: Compute,
    tx: Store,
    server: ServerRow,
    moved: { to: ServerState; now: Date },
  ): Promise<void>;
  /** True when the instance shows that it has been done: asked where the back end has forgotten the job. */
  reached?(instance: InstanceDocument, intent: IntentRow): boolean;
}
