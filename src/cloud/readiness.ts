import type { RoleTrouble, RunningRole } from '#platform/service/role';

/** Which roles of this process can do their work for clients: those that run, are set up, and say so themselves. */
export class Readiness {
  readonly #running = new Map<string, RunningRole>();
  #isSetUp = true;

  /** Until `setUpDone`, nothing is ready: components, administrator and files of a new cloud are still to be made. */
  awaitSetUp(): void {
    this.#isSetUp = false;
  }

  setUpDone(): void {
    this.#isSetUp = true;
  }

  add(name: string, role: RunningRole): void {
    this.#running.set(name, role);
  }

  /** What keeps a role from its work; undefined when nothing does. */
  async troubleOf(name: string): Promise<RoleTrouble | undefined> {
    const role = this.#running.get(name);
    if (role === undefined || !this.#isSetUp) return 'starting';
    if (role.trouble !== undefined) return role.trouble();
    return role.ready().then(
      () => undefined,
      () => 'broken',
    );
  }

  /** Of every role of this process. */
  async troubles(): Promise<Map<string, RoleTrouble | undefined>> {
    const names = [...this.#running.keys()];
    return new Map(await Promise.all(names.map(async (name) => [name, await this.troubleOf(name)] as const)));
  }
}
