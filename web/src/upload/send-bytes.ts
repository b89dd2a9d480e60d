import { type Caller, type ClientAnswer, type ClientCall, isAnswerTo, pathOf } from '#contract/client';
import { ApiError, refusalOf } from '../api/api-error.ts';
import { noteReached, noteUnreachable } from '../api/connection.ts';
import { addressOf, PAGE_HEADERS, unreachable } from '../api/http.ts';
import { refuseForOther } from '../api/other-account.ts';
import { sessionRenewed } from '../api/session-end.ts';

export interface SendOptions {
  signal: AbortSignal;
  onProgress?: (bytes: number) => void;
}

/**
 * Carries calls and tells how many bytes of one have left. AbortError when `signal` aborts. When the session has ended it waits
 * for a new one and calls again, once.
 */
export function sendBytes(options: SendOptions): Caller<Blob> {
  return async (call) => {
    try {
      return await sendOnce(call, options);
    } catch (error) {
      if (!(error instanceof ApiError && error.status === 401) || !(await sessionRenewed())) throw error;
      return sendOnce(call, options);
    }
  };
}

/** `fetch` cannot say how much has left, so this is an XMLHttpRequest. */
function sendOnce(call: ClientCall<Blob>, { signal, onProgress }: SendOptions): Promise<ClientAnswer> {
  const path = pathOf(call);
  return new Promise((resolve, reject) => {
    const address = addressOf(path);
    refuseForOther(path);
    const request = new XMLHttpRequest();
    const stop = () => request.abort();
    request.open(call.method, address);
    for (const [name, value] of Object.entries({
      Accept: 'application/json',
      ...PAGE_HEADERS,
      ...call.headers,
    }))
      request.setRequestHeader(name, value);
    request.upload.addEventListener('progress', (event) => onProgress?.(event.loaded));
    request.addEventListener('load', () => {
      const { status, responseText: text } = request;
      noteReached(status);
      const answer = { status, headers: headersOf(request), text };
      if (isAnswerTo(call, answer)) resolve(answer);
      else reject(refusalOf(answer, path));
    });
    request.addEventListener('error', () => {
      noteUnreachable();
      reject(unreachable(path));
    });
    request.addEventListener('abort', () => reject(new DOMException('stopped', 'AbortError')));
    request.addEventListener('loadend', () => signal.removeEventListener('abort', stop));
    if (signal.aborted) return reject(new DOMException('stopped', 'AbortError'));
    signal.addEventListener('abort', stop);
    request.send(call.body ?? null);
  });
}

function headersOf(request: XMLHttpRequest): Record<string, string> {
  const lines = request.getAllResponseHeaders().trim().split('\r\n');
  return Object.fromEntries(
    lines.map((line) => {
      const at = line.indexOf(': ');
      return [line.slice(0, at).toLowerCase(), line.slice(at + 2)];
    }),
  );
}
