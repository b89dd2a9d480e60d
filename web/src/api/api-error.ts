/** What a service answered instead of success, or `status` 0 when it could not be reached. */
export class ApiError extends Error {
  override name = 'ApiError';
  readonly status: number;
  readonly fault: string;
  readonly details: string;
  readonly requestId: string;
  readonly path: string;

  constructor(answer: {
    status: number;
    fault: string;
    message: string;
    details?: string;
    requestId?: string;
    path: string;
  }) {
    super(answer.message);
    this.status = answer.status;
    this.fault = answer.fault;
    this.details = answer.details ?? '';
    this.requestId = answer.requestId ?? '';
    this.path = answer.path;
  }
}

/** The error of an answer: the first key of the body names the fault (spec/compute-api 0.5). */
export async function errorOf(response: Response, path: string): Promise<ApiError> {
  const requestId =
    response.headers.get('x-request-id') ?? response.headers.get('x-openstack-request-id') ?? '';
  return faultOf(response.status, await response.text(), { path, requestId });
}

/** As `errorOf`, for a body that was already read. */
export function faultOf(status: number, text: string, call: { path: string; requestId?: string }): ApiError {
  const found = readFault(text);
  return new ApiError({
    status,
    fault: found.fault,
    message: found.message || fallbackMessage(status),
    details: found.details,
    ...call,
  });
}

function readFault(text: string): { fault: string; message: string; details: string } {
  const none = { fault: '', message: '', details: '' };
  if (!text.trimStart().startsWith('{')) return none;
  let body: Record<string, unknown>;
  try {
    body = JSON.parse(text) as Record<string, unknown>;
  } catch (error) {
    if (error instanceof SyntaxError) return none; // a proxy's page, cut short: the status alone is known
    throw error;
  }
  const [fault, inner] = Object.entries(body)[0] ?? ['', undefined];
  if (typeof inner === 'string') return { fault, message: inner, details: '' };
  if (typeof inner !== 'object' || inner === null) return none;
  const { message, details } = inner as { message?: unknown; details?: unknown };
  return {
    fault,
    message: typeof message === 'string' ? message : '',
    details: typeof details === 'string' ? details : details === undefined ? '' : JSON.stringify(details),
  };
}

function fallbackMessage(status: number): string {
  if (status === 0) return 'The cloud could not be reached.';
  if (status === 401) return 'The session has ended.';
  if (status === 403) return 'This is not allowed.';
  if (status === 404) return 'It does not exist, or you may not see it.';
  if (status === 413) return 'It does not fit.';
  if (status === 503) return 'The service is not ready.';
  return `The cloud answered with an error (${status}).`;
}

/** The reason to tell when something that was asked for did not happen. */
export function reasonOf(error: unknown): string {
  return error instanceof ApiError ? error.message : 'It did not work, for a reason this page does not know.';
}
