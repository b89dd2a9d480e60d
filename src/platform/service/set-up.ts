import type { RoleContext } from './role.ts';
import type { ComponentOutline } from './component-outline.ts';

/** Does a piece of work unless it is on record as done; the sentence is for whoever watches the start. */
export type SetUpStep = (name: string, sentence: string, work: () => Promise<void>) => Promise<void>;

/** The first account of a cloud, as its owner finds it in `admin.json`. */
export interface FirstAccount {
  url: string;
  email: string;
  password: string;
  uuid: string;
  token: string;
}

/** A hypervisor manager that is part of this cloud. */
export interface EmbeddedManager {
  role: string;
  clusterName: string;
  /** Place of its password in `secrets.json`. */
  password: string;
}

/** What a set-up is given besides what its role has. */
export interface SetUpContext {
  context: RoleContext;
  step: SetUpStep;
  signal: AbortSignal;
  /** What all services of the cloud are at identity. */
  components: readonly ComponentOutline[];
  /** Undefined where none runs in this process or has an address. */
  manager: EmbeddedManager | undefined;
  account: { read(): FirstAccount | undefined; keep(account: FirstAccount): void };
}

/** What a service makes of a new cloud. Each step is recorded and done once; one that was interrupted goes on later. */
export interface SetUp {
  /** Before clients are let in, in the order of the services. */
  prepare?(setUp: SetUpContext): Promise<void>;
  /** Once clients find all they need, with the first account. Answers why it could not be done, in a sentence. */
  furnish?(setUp: SetUpContext, account: FirstAccount): Promise<string | undefined>;
}
