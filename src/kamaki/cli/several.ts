import { CommandError } from '#platform/commands/command-error';
import { Refusal } from '#contract/refusal';
import { UnreachableError } from '../errors.ts';
import type { Run } from './command.ts';
import { isTokenRefused, tellError } from './tell-error.ts';

/**
 * Does work on several things and goes on after one that fails; each failure is told at once, and all of them again at the end.
 * What would stop every further one (Ctrl-C, no connection, no valid token, a full disk) ends it.
 */
export class Several {
  private readonly run: Pick<Run, 'out' | 'world'>;
  private readonly failures: string[] = [];
  private done = 0;

  constructor(run: Pick<Run, 'out' | 'world'>) {
    this.run = run;
  }

  /** `name` is what the user reads of a failure. */
  async try(name: string, work: () => Promise<void>): Promise<void> {
    await this.reach(name, async () => {
      await work();
      this.done += 1;
    });
  }

  /** The same for what is not counted itself, such as looking into a folder. */
  async reach(name: string, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (this.run.world.signal.aborted) throw error;
      this.fail(name, tellError(error, undefined, false).line);
      if (!stopsAll(error)) return;
      this.tellFailures();
      throw error;
    }
  }

  private fail(name: string, reason: string): void {
    this.failures.push(`${name}: ${reason}`);
    this.run.out.note(`${name} failed: ${reason}`);
  }

  /** Throws when something failed. `what` is such as "files were not uploaded". */
  end(what: string): void {
    if (this.failures.length === 0) return;
    this.tellFailures();
    throw new CommandError(`${this.failures.length} of ${this.failures.length + this.done} ${what}.`);
  }

  private tellFailures(): void {
    this.run.out.note('Failed:');
    for (const failure of this.failures) this.run.out.note(`    ${failure}`);
  }
}

function stopsAll(error: unknown): boolean {
  const cause = error instanceof CommandError ? error.cause : error;
  const { code } = (cause ?? {}) as { code?: unknown };
  return (
    error instanceof UnreachableError ||
    (error instanceof Refusal && (isTokenRefused(error) || error.code === 'disk_full')) ||
    code === 'ENOSPC' ||
    code === 'EDQUOT'
  );
}
