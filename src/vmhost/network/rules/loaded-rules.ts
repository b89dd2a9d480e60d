import { ToolError } from '#platform/run-tool';
import { parseRuleset } from './read-back.ts';
import { changeTransactions, type Ruleset, wholeTransactions } from './ruleset.ts';

/** Runs a program inside a namespace and gives what it wrote. Rejects with ToolError unless it ends well. */
export type RunInside = (program: string, args: string[], input?: string) => Promise<string>;

/**
 * The rules that one namespace has loaded. What is changed is changed in one transaction; what was changed by others is seen by reading
 * back, and put right. One call at a time.
 */
export class LoadedRules {
  readonly #run: RunInside;
  /** What was loaded last, and how the kernel told its rules then; undefined while nobody knows. */
  #loaded: { ruleset: Ruleset; rules: string } | undefined;

  constructor(run: RunInside) {
    this.#run = run;
  }

  /** Makes these the rules: by elements where only those differ. Rejects with ToolError; then the rules are the old ones. */
  async apply(wanted: Ruleset): Promise<void> {
    const changes = this.#loaded === undefined ? null : changeTransactions(this.#loaded.ruleset, wanted);
    if (this.#loaded === undefined || changes === null) return this.#replace(wanted);
    try {
      for (const text of changes) await this.#load(text);
      this.#loaded.ruleset = wanted;
    } catch (error) {
      if (!(error instanceof ToolError)) throw error;
      // somebody else changed what the change begins from
      await this.#replace(wanted);
    }
  }

  /** Compares what the kernel has with what was applied, and loads it anew where they differ. True where it did. */
  async mend(): Promise<boolean> {
    if (this.#loaded === undefined) throw new Error('no rules were applied');
    const { ruleset, rules } = this.#loaded;
    const present = await this.#readBack();
    if (present.rules === rules && present.elements === elementsOf(ruleset)) return false;
    await this.#replace(ruleset);
    return true;
  }

  async #replace(wanted: Ruleset): Promise<void> {
    this.#loaded = undefined;
    for (const text of wholeTransactions(wanted)) await this.#load(text);
    const present = await this.#readBack();
    if (present.elements !== elementsOf(wanted)) throw new Error('nft did not keep what it was given');
    this.#loaded = { ruleset: wanted, rules: present.rules };
  }

  async #load(text: string): Promise<void> {
    await this.#run('nft', ['-f', '-'], text);
  }

  async #readBack(): Promise<{ rules: string; elements: string }> {
    const { rules, elements } = parseRuleset(await this.#run('nft', ['-j', 'list', 'ruleset']));
    return { rules, elements: spelt(elements) };
  }
}

function elementsOf(ruleset: Ruleset): string {
  const sets = ruleset.flatMap(({ family, name, sets: all }) =>
    all
      .filter(({ kind }) => kind !== 'meter')
      .map(({ name: set, elements }): [string, string[]] => [
        `${family} ${name} ${set}`,
        [...elements].map(([key, value]) => (value === null ? key : `${key} : ${value}`)),
      ]),
  );
  return spelt(new Map(sets));
}

function spelt(sets: ReadonlyMap<string, string[]>): string {
  const filled = [...sets].filter(([, elements]) => elements.length > 0);
  return JSON.stringify(filled.map(([name, elements]) => [name, elements.toSorted()]).toSorted());
}
