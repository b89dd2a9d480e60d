/** Something that goes on by itself and was asked for: a line of the top bar's list. */
export interface Work {
  key: string;
  name: string;
  /** What is going on: "Building 62%". */
  state: string;
  /** Where it can be watched, below /ui. */
  href: string;
}
