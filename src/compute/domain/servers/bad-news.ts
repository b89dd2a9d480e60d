/** News that no repetition makes good: it goes to the dead letters. */
export class BadNews extends Error {
  override name = 'BadNews';
}
