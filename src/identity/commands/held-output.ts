import type { CommandOutput } from '#platform/command';

/** An output that says nothing until it is released: what a transaction says is true once it is committed. */
export function holdOutput(out: CommandOutput): { out: CommandOutput; release(): void } {
  const said: (() => void)[] = [];
  return {
    out: {
      line: (text) => void said.push(() => out.line(text)),
      note: (text) => void said.push(() => out.note(text)),
      show: (record) => void said.push(() => out.show(record)),
      table: (titles, rows, title) => void said.push(() => out.table(titles, rows, title)),
    },
    release: () => {
      for (const say of said.splice(0)) say();
    },
  };
}
