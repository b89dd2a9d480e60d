import { say } from '#text/areas';

/** The groups of the navigation in their order; the first has no title. */
const TITLES = { main: undefined, account: say.account, cloud: undefined } as const;

export type Group = keyof typeof TITLES;

/** A set of the navigation: what is one's own, and what administrators see of the whole cloud. */
export const SETS = { own: ['main', 'account'], administration: ['cloud'] } as const satisfies Record<
  string,
  readonly Group[]
>;

export function titleOf(group: Group): string | undefined {
  return TITLES[group];
}
