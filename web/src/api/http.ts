import { say } from '#text/calls';
import { isAnswerTo } from '#contract/client';
import { FAULT_CODE_HEADER } from '#contract/refusal';
import { writeJson } from '#contract/json';
import { ApiError, errorOf } from './api-error.ts';
import { isAway, noteReached, noteUnreachable } from './connection.ts';
import { fetchFirst } from './first-answers.ts';
import { refuseForOther } from './other-account.ts';
import { leaveToSign, sessionRenewed } from './session-end.ts';

/** Where the gateway answers for a page: below it stand the real paths of the services. */
export const API_BASE = '/ui/api';

/** Sent with every call: a page of another site cannot add it without being asked for permission first. */
export const PAGE_HEADERS: Readonly<Record<string, string>> = { 'X-Requested-With': 'synnefo' };

export interface CallOptions {
  method?: string;
  json?: unknown;
  body?: BodyInit;
  headers?: Record<string, string>;
  signal?: AbortSignal;
  /** Statuses besides 2xx, and codes of refusals, that are answers. */
  accept?: readonly (number | string)[];
}

/**
 * Calls a service with the session's cookie. Throws ApiError for a refusal. When the session has ended it waits until the
 * person has logged in again, and repeats the call once.
 */
export async function call(path: string, options: CallOptions = {}): Promise<Response> {
  const accepted = ({ status, headers }: Response) =>
    isAnswerTo(options, { status, headers: Object.fromEntries(headers) });
  let response = await send(path, options);
  if (response.headers.get(FAULT_CODE_HEADER) === 'terms_pending') leaveToSign();
  else if (response.status === 401 && !accepted(response) && (await sessionRenewed()))
    response = await send(path, options);
  if (accepted(response)) return response;
  throw await errorOf(response, path);
}

async function send(path: string, options: CallOptions): Promise<Response> {
  const headers: Record<string, string> = { Accept: 'application/json', ...PAGE_HEADERS, ...options.headers };
  if (options.json !== undefined) headers['Content-Type'] = 'application/json';
  const body = options.json === undefined ? options.body : writeJson(options.json);
  refuseForOther(path);
  const method = options.method ?? 'GET';
  const address = addressOf(path);
  if (isAway() && method !== 'GET' && method !== 'HEAD') throw unreachable(path, say.nothingDone);
  try {
    const response = await fetchFirst(address, {
      method,
      headers,
      cache: 'no-store',
      credentials: 'same-origin',
      ...(body === undefined ? {} : { body }),
      ...(options.signal === undefined ? {} : { signal: options.signal }),
    });
    noteReached(response.status);
    return response;
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    noteUnreachable();
    throw unreachable(path);
  }
}

/**
 * The address of a call. Throws ApiError for a path with a part `.` or `..`, which a name may hold: browsers take such parts out
 * before they send, and the call would be about something else, such as a whole container.
 */
export function addressOf(path: string): string {
  const parts = path.split('?', 1)[0]!.split('/');
  if (parts.some((part) => /^(?:\.|%2e){1,2}$/i.test(part)))
    throw new ApiError({ status: 0, code: 'name_unreachable', message: say.dotName, path });
  return API_BASE + path;
}

/** What a call ends with that got no answer. */
export function unreachable(path: string, message = say.unreachable): ApiError {
  return new ApiError({ status: 0, code: 'unreachable', message, path });
}
