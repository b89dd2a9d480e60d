import { ApiError, faultOf } from '../api/api-error.ts';
import { announceSessionEnd, API_BASE, PAGE_HEADERS } from '../api/http.ts';

export interface Sent {
  status: number;
  text: string;
}

/**
 * Sends bytes and tells how many have left; `fetch` cannot say that, so this is an XMLHttpRequest.
 * Resolves for 2xx and the statuses of `accept`, throws ApiError else, AbortError when `signal` aborts.
 */
export function sendBytes(
  path: string,
  call: {
    method: string;
    body: Blob | string;
    headers: Record<string, string>;
    accept?: number[];
    signal: AbortSignal;
    onProgress?: (bytes: number) => void;
  },
): Promise<Sent> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const stop = () => request.abort();
    request.open(call.method, API_BASE + path);
    for (const [name, value] of Object.entries({ ...PAGE_HEADERS, ...call.headers }))
      request.setRequestHeader(name, value);
    request.upload.addEventListener('progress', (event) => call.onProgress?.(event.loaded));
    request.addEventListener('load', () => {
      const { status, responseText: text } = request;
      if ((status >= 200 && status < 300) || call.accept?.includes(status) === true)
        return resolve({ status, text });
      if (status === 401) announceSessionEnd();
      reject(faultOf(status, text, { path, requestId: request.getResponseHeader('x-request-id') ?? '' }));
    });
    request.addEventListener('error', () => {
      reject(
        new ApiError({ status: 0, fault: 'unreachable', message: 'The cloud could not be reached.', path }),
      );
    });
    request.addEventListener('abort', () => reject(new DOMException('stopped', 'AbortError')));
    request.addEventListener('loadend', () => call.signal.removeEventListener('abort', stop));
    if (call.signal.aborted) return reject(new DOMException('stopped', 'AbortError'));
    call.signal.addEventListener('abort', stop);
    request.send(call.body);
  });
}
