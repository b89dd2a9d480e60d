/** A block or map is missing or does not match its name. The bytes were not given to anybody. */
export class DamagedContent extends Error {
  override name = 'DamagedContent';
  /** Block id, or `hash-size` of a list of blocks. */
  readonly content: string;
  readonly reason: 'missing' | 'damaged';

  constructor(content: string, reason: 'missing' | 'damaged') {
    super(`${content} is ${reason}`);
    this.content = content;
    this.reason = reason;
  }
}
