/** A setting of the original's guide that is none here, by its name or by all names of its kind, and what it does instead. */
export interface FormerSetting {
  names: readonly string[];
  /** Names that are made of others' names, as `*` stands for them. */
  family?: RegExp;
  sentence: string;
}
