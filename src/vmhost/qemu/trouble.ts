import type { InstanceTrouble } from '#contract/ganeti-events';

/** What is wrong with a machine whose QEMU lives. */
export type Trouble = Exclude<InstanceTrouble, 'died'>;

/** QEMU's run states in which a machine does not run although it should. All others are as they should be, or on their way. */
const TROUBLE_OF = new Map<string, Trouble>([
  ['internal-error', 'internal-error'],
  ['guest-panicked', 'guest-panicked'],
  ['io-error', 'io-error'],
  ['paused', 'paused'],
  ['debug', 'paused'],
  ['watchdog', 'paused'],
]);

/** What a run state says about a machine that should run; null when it is well. */
export function troubleOfState(status: string): Trouble | null {
  return TROUBLE_OF.get(status) ?? null;
}

const SENTENCES: Readonly<Record<InstanceTrouble, string>> = {
  died: 'The machine’s process on the host ended unexpectedly.',
  silent: 'The machine’s process on the host does not answer.',
  'internal-error': 'The machine was stopped: the host’s virtualisation could not go on with it.',
  'guest-panicked': 'The machine’s system reported a panic.',
  'io-error':
    'The machine was stopped: the host cannot read or write its disk. It goes on when that works again.',
  paused: 'The machine was paused on the host.',
};

/** The trouble as its owner reads it. */
export function sentenceOf(trouble: InstanceTrouble): string {
  return SENTENCES[trouble];
}
