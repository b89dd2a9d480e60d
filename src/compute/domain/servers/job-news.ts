import { operationOfOpcode } from './operations/table.ts';
import { FINAL_RANK, jobRank, type OperState, type ServerState } from './states.ts';

/** News of a job, from an event or from asking the back end. */
export interface JobNews {
  job: bigint;
  opcode: string;
  status: string;
  /** The back end was asked and does not have the instance. */
  instanceGone: boolean;
}

/**
 * The server after the news. Deterministic and indifferent to order and repetition: news of a job is compared by job number
 * and status rank, never by time, so that any shuffle of a set of news ends in one state (R-D1).
 */
export function afterNews(server: ServerState, news: JobNews): ServerState {
  if (server.deleted) return server;
  const rank = jobRank(news.status);
  if (rank === undefined) throw new TypeError(`'${news.status}' is not a job status`);
  const next = { ...server, reported: newer(server.reported, { ...news, rank }) };
  if (rank !== FINAL_RANK) return next;
  const outcome = outcomeOf(news);
  if (outcome === 'DESTROYED')
    return { ...next, operstate: outcome, deleted: true, task: null, stateJob: news.job };
  if (outcome === undefined || news.job <= server.stateJob) return next;
  return { ...next, operstate: outcome, stateJob: news.job };
}

function newer(
  old: ServerState['reported'],
  news: { job: bigint; rank: number; status: string; opcode: string },
): ServerState['reported'] {
  if (old !== null && (old.job > news.job || (old.job === news.job && old.rank >= news.rank))) return old;
  return { job: news.job, rank: news.rank, status: news.status, opcode: news.opcode };
}

/** What an ended job made of the server; undefined when nothing. A removal counts only when the instance is really gone. */
function outcomeOf(news: JobNews): OperState | undefined {
  const operation = operationOfOpcode(news.opcode);
  if (operation?.success === 'DESTROYED')
    return news.instanceGone && news.status !== 'canceled' ? 'DESTROYED' : undefined;
  return news.status === 'success' ? operation?.success : operation?.failure;
}

/** True for the opcode that removes an instance. */
export function isRemoval(opcode: string): boolean {
  return operationOfOpcode(opcode)?.success === 'DESTROYED';
}
