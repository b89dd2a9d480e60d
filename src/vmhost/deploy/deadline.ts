import type { Clock } from '#platform/clock';
import { DeployError } from './failure.ts';

const DEPLOY_SECONDS = 600;
const TOOL_SECONDS = 120;

/** The time that setting up one image may take in all, however many tools run: a job waits for it, and others for the job. */
export class Deadline {
  readonly #clock: Pick<Clock, 'monotonic'>;
  readonly #until: number;

  constructor(clock: Pick<Clock, 'monotonic'>) {
    this.#clock = clock;
    this.#until = clock.monotonic() + DEPLOY_SECONDS * 1000;
  }

  /** Seconds for the next tool. Throws DeployError when none is left. */
  forTool(): number {
    const left = Math.floor((this.#until - this.#clock.monotonic()) / 1000);
    if (left < 1) throw new DeployError(`It took longer than ${DEPLOY_SECONDS} seconds.`);
    return Math.min(left, TOOL_SECONDS);
  }
}
