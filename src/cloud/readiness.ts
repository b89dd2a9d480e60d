import type { RoleName, RunningRole } from '#platform/role';

/** Which roles of this process can do their work for clients: those that run, are set up, and say so themselves. */
export class Readiness {
  readonly #running = new Map<RoleName, RunningRole>();
  #isSetUp = true;

  /** Until `setUpDone`, nothing is ready: components, administrator and files of a new cloud are still to be made. */
  awaitSetUp(): void {
    this.#isSetUp = false;
  }

  setUpDone(): void {
    this.#isSetUp = true;
  }

  add(name: RoleName, role: RunningRole): void {
    this.#running.set(name, role);
  }

  async isReady(name: RoleName): Promise<boolean> {
    const role = this.#running.get(name);
    if (role === undefined || !this.#isSetUp) return false;
    return role.ready().then(
      () => true,
      () => false,
    );
  }
}
