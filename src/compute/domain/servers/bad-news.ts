import { RejectMessage } from '#platform/bus';

/** News that no repetition makes good: it goes to the dead letters. */
export class BadNews extends RejectMessage {
  override name = 'BadNews';
}
