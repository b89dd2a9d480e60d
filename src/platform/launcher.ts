/** A running process, known by its number and by when it started (clock ticks since boot, a decimal). */
export interface ProcessIdentity {
  pid: number;
  startTicks: string;
}

/** The place of one machine: the name of its folder below the folder of machines, and its user (null: the caller's own). */
export interface LaunchHome {
  name: string;
  uid: number | null;
}

/** A program to be started in a machine's folder, as the machine's user, with what it says kept in `qemu.log` there. */
export interface Launch extends LaunchHome {
  program: string;
  args: string[];
}

export interface Launched {
  /** Undefined when the program could not be started or ended at once. */
  identity: ProcessIdentity | undefined;
  /** Resolves with its exit code, null where a signal ended it or it never ran. */
  exited: Promise<number | null>;
}

/**
 * Starts and ends the programs of machines, which live on when whoever started them dies. The one thing of the cloud that
 * needs root, so that it can be a process of its own.
 */
export interface Launcher {
  /** Resolves when it can do its work; rejects with one sentence when it cannot. */
  ready(): Promise<void>;
  /** Whether each machine gets a user of its own. */
  readonly ownUsers: boolean;
  /** Makes the machine's folder, or gives the one that is there to the machine's user. */
  makeHome(home: LaunchHome): Promise<void>;
  /** Removes the machine's folder with everything in it; nothing happens when there is none. */
  removeHome(home: LaunchHome): Promise<void>;
  /** Gives every file of the folder to the machine's user, then starts the program. */
  start(launch: Launch): Promise<Launched>;
  /** Sends a signal if this very process still lives and is a machine's. */
  signal(identity: ProcessIdentity, signal: 'SIGTERM' | 'SIGKILL'): Promise<void>;
}
