import type { PortForwarding } from '#contract/instance-config';

/** A card of a simulated machine. */
export interface SimulatedNic {
  name: string | null;
  network: string | null;
  ip: string | null;
  mac: string;
  mode: string;
  link: string;
  forward?: PortForwarding;
}

export interface SimulatedInstance {
  name: string;
  /** What its creation asked for. */
  body: Record<string, unknown>;
  running: boolean;
  /** What was asked of it last. */
  wanted: boolean;
  nics: SimulatedNic[];
  tags: string[];
  beparams: Record<string, unknown>;
  hvparams: Record<string, unknown>;
}

export interface SimulatedNetwork {
  name: string;
  body: Record<string, unknown>;
  /** Group, mode, link, vlan. */
  groups: [string, string, string, string][];
}

/** Everything that a simulated cluster has. */
export interface Inventory {
  readonly instances: Map<string, SimulatedInstance>;
  readonly networks: Map<string, SimulatedNetwork>;
}

/** `[class, [message, code]]`, as a failed job has it. */
export type Failure = [string, [string, string]];

/** Why a job cannot be done. */
export class Refusal extends Error {
  readonly failure: Failure;

  constructor(message: string, code: string) {
    super(message);
    this.failure = ['OpPrereqError', [message, code]];
  }
}
