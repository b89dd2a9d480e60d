import type { TrialGuest } from './trial/guests.ts';

/** How machines are to run, as the operator sets it. */
export const accelerationWishes = ['auto', 'kvm', 'tcg'] as const;
export type AccelerationWish = (typeof accelerationWishes)[number];

/** What can be known without running anything. */
export interface KvmPremises {
  /** There is a `/dev/kvm`, which proves nothing. */
  device: boolean;
  /** The processor itself says that it can virtualise. */
  hardware: boolean;
  /** A real kernel is at hand to be tried. */
  kernel: boolean;
}

/** Several times: there are hosts where it goes well now and then. */
const ROUNDS: readonly [TrialGuest['name'], number][] = [
  ['steps', 4],
  ['kernel', 2],
];

/**
 * Decides whether machines may run by KVM. Gives null when it is trusted, else the reason in a few words. `run` runs a guest
 * under KVM once and gives null when it got through. Where the processor does not virtualise KVM is made in software, of which
 * our own guest's success says too little: then nothing is believed until a real kernel has booted.
 */
export async function doubtAboutKvm(
  { device, hardware, kernel }: KvmPremises,
  run: (guest: TrialGuest['name']) => Promise<string | null>,
): Promise<string | null> {
  if (!device) return 'this host has no KVM';
  if (!hardware && !kernel)
    return 'the processor of this host does not virtualise, and there is no image yet to try its KVM with';
  for (const [guest, rounds] of ROUNDS) {
    if (guest === 'kernel' && !kernel) continue;
    for (let round = 0; round < rounds; round += 1) {
      const failure = await run(guest);
      if (failure !== null) return `KVM of this host failed a trial: ${failure}`;
    }
  }
  return null;
}
