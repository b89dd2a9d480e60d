import type { Clock } from '#platform/clock';
import type { Logger } from '#platform/telemetry/log';
import { knownSampleImage } from '#sample-image/build';
import { type HypervisorState, type Probe, probeHypervisor } from './acceleration.ts';

/** A machine that KVM failed is reason to try again, but not for whoever makes one after the other. */
const DOUBT_EVERY_MS = 600_000;

/**
 * How machines can run here: found out at the first question, and again beside the work when there is a new reason to, such as
 * an image that can be tried. Until that is done, what was known holds.
 */
export class Hypervisor {
  readonly #probe: Omit<Probe, 'kernel' | 'signal' | 'fresh'>;
  readonly #images: string;
  readonly #clock: Clock;
  readonly #log: Logger;
  readonly #stop = new AbortController();
  #state: HypervisorState | undefined;
  #probing: Promise<HypervisorState> | undefined;
  #kernel: string | undefined;
  #doubted = -Infinity;

  constructor(
    probe: Omit<Probe, 'kernel' | 'signal' | 'fresh'>,
    { images, clock, log }: { images: string; clock: Clock; log: Logger },
  ) {
    this.#probe = probe;
    this.#images = images;
    this.#clock = clock;
    this.#log = log;
  }

  /** Where nothing can run it is tried again at each question, since QEMU may have been installed meanwhile. */
  async state(): Promise<HypervisorState> {
    const known = this.#state;
    if (known === undefined || known.acceleration === null) return this.#find();
    if (this.#kernel === undefined && (await knownSampleImage(this.#images)) !== undefined) this.#findLater();
    return known;
  }

  /** KVM failed a machine that it should have run: it is tried again, now and then. */
  doubt(): void {
    const now = this.#clock.monotonic();
    if (now < this.#doubted + DOUBT_EVERY_MS) return;
    this.#doubted = now;
    this.#findLater(true);
  }

  /** Ends trials that run. */
  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#probing?.catch(() => undefined);
  }

  #findLater(fresh = false): void {
    this.#find(fresh).catch((error: unknown) =>
      this.#log.error({ err: error }, 'how machines can run could not be found out again'),
    );
  }

  #find(fresh = false): Promise<HypervisorState> {
    this.#probing ??= this.#findNow(fresh).finally(() => (this.#probing = undefined));
    return this.#probing;
  }

  async #findNow(fresh: boolean): Promise<HypervisorState> {
    const kernel = (await knownSampleImage(this.#images))?.path;
    const { signal } = this.#stop;
    const found = await probeHypervisor({ ...this.#probe, kernel, signal, fresh });
    if (signal.aborted) return this.#state ?? found;
    const before = this.#state?.acceleration;
    if (before !== undefined && before !== found.acceleration)
      this.#log.warn({ before, ...found }, 'machines run in another way from their next start on');
    this.#kernel = kernel;
    this.#state = found;
    return found;
  }
}
