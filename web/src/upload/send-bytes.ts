import { FAULT_CODE_HEADER } from '#contract/refusal';
import { ApiError, refusalOf } from '../api/api-error.ts';
import { noteReached, noteUnreachable } from '../api/connection.ts';
import { API_BASE, PAGE_HEADERS, unreachable } from '../api/http.ts';
import { refuseForOther } from '../api/other-account.ts';
import { sessionRenewed } from '../api/session-end.ts';

export interface Sent {
  status: number;
  text: string;
}

export interface SendOptions {
  method: string;
  body: Blob | string;
  headers: Record<string, string>;
  accept?: number[];
  signal: AbortSignal;
  onProgress?: (bytes: number) => void;
}

/**
 * Sends bytes and tells how many have left. Resolves for 2xx and the statuses of `accept`, throws ApiError else, AbortError
 * when `signal` aborts. When the session has ended it waits for a new one and sends again, once.
 */
export async function sendBytes(path: string, call: SendOptions): Promise<Sent> {
  try {
    return await sendOnce(path, call);
  } catch (error) {
    if (!(error instanceof ApiError && error.status === 401) || !(await sessionRenewed())) throw error;
    return sendOnce(path, call);
  }
}

/** `fetch` cannot say how much has left, so this is an XMLHttpRequest. */
function sendOnce(path: string, call: SendOptions): Promise<Sent> {
  return new Promise((resolve, reject) => {
    refuseForOther(path);
    const request = new XMLHttpRequest();
    const stop = () => request.abort();
    request.open(call.method, API_BASE + path);
    for (const [name, value] of Object.entries({ ...PAGE_HEADERS, ...call.headers }))
      request.setRequestHeader(name, value);
    request.upload.addEventListener('progress', (event) => call.onProgress?.(event.loaded));
    request.addEventListener('load', () => {
      const { status, responseText: text } = request;
      noteReached(status);
      if ((status >= 200 && status < 300) || call.accept?.includes(status) === true)
        return resolve({ status, text });
      const told = ['x-request-id', 'retry-after', FAULT_CODE_HEADER].map(
        (name) => [name, request.getResponseHeader(name) ?? undefined] as const,
      );
      reject(refusalOf({ status, headers: Object.fromEntries(told), text }, path));
    });
    request.addEventListener('error', () => {
      noteUnreachable();
      reject(unreachable(path));
    });
    request.addEventListener('abort', () => reject(new DOMException('stopped', 'AbortError')));
    request.addEventListener('loadend', () => call.signal.removeEventListener('abort', stop));
    if (call.signal.aborted) return reject(new DOMException('stopped', 'AbortError'));
    call.signal.addEventListener('abort', stop);
    request.send(call.body);
  });
}
