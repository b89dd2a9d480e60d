/** Counts open screens: so many for one person, so many in all. */
export class SessionLimits {
  readonly #perUser: number;
  readonly #inAll: number;
  readonly #users = new Map<string, number>();
  #open = 0;

  constructor(limits: { perUser: number; inAll: number }) {
    this.#perUser = limits.perUser;
    this.#inAll = limits.inAll;
  }

  get open(): number {
    return this.#open;
  }

  /** Takes a place in the process, before it is known whose it will be; undefined when there is none. */
  take(): Place | undefined {
    if (this.#open >= this.#inAll) return undefined;
    this.#open += 1;
    let user: string | undefined;
    let given = false;
    return {
      assign: (name) => {
        const count = this.#users.get(name) ?? 0;
        if (count >= this.#perUser) return false;
        this.#users.set(name, count + 1);
        user = name;
        return true;
      },
      give: () => {
        if (given) return;
        given = true;
        this.#open -= 1;
        if (user === undefined) return;
        const left = (this.#users.get(user) ?? 1) - 1;
        if (left === 0) this.#users.delete(user);
        else this.#users.set(user, left);
      },
    };
  }
}

/** One open screen, or one about to be. */
export interface Place {
  /** Counts it for a person; false when that person has no room left. */
  assign(user: string): boolean;
  give(): void;
}
