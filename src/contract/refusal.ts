import { JsonError, parseJson } from './json.ts';
import { SHORTAGES_HEADER } from './shortages.ts';

/** Header of every refusal: the code of its row in the service's catalogue. It never changes; the text beside it may. */
export const FAULT_CODE_HEADER = 'x-fault-code';

/** What an answer says that is no success. Programs go by status and code, people read the message. */
export interface Fault {
  status: number;
  /** As in the catalogue of the service, such as `quota_exceeded`; empty when something else answered. */
  code: string;
  /** The document's own name of the kind of fault, such as `overLimit`; empty when there is no document. */
  fault: string;
  /** Empty when the answer has no words. */
  message: string;
  details: string;
  /** What the fault carries for programs. */
  data: unknown;
  /** Each limit that was in the way, as `readShortages` reads them; empty where it was no limit of the quota. */
  shortages: string;
  retryAfterSeconds: number | undefined;
  requestId: string;
}

/** A service refused a call. */
export class Refusal extends Error implements Fault {
  override name = 'Refusal';
  readonly status: number;
  readonly code: string;
  readonly fault: string;
  readonly details: string;
  readonly data: unknown;
  readonly shortages: string;
  readonly retryAfterSeconds: number | undefined;
  readonly requestId: string;

  constructor(fault: Partial<Fault> & { status: number }, options?: ErrorOptions) {
    super(fault.message ?? '', options);
    this.status = fault.status;
    this.code = fault.code ?? '';
    this.fault = fault.fault ?? '';
    this.details = fault.details ?? '';
    this.data = fault.data;
    this.shortages = fault.shortages ?? '';
    this.retryAfterSeconds = fault.retryAfterSeconds;
    this.requestId = fault.requestId ?? '';
  }
}

/** Whether something failed because a service refused it with this code. */
export function isRefusal(thrown: unknown, code: string): thrown is Refusal {
  return thrown instanceof Refusal && thrown.code === code;
}

/**
 * Reads a refusal: the code of the header, and the one key of the document over its message and details (spec/compute-api 0.5).
 * A body that is no such document, a proxy's page or that of a HEAD, leaves the words empty.
 */
export function readFault(answer: {
  status: number;
  headers: Readonly<Record<string, string | undefined>>;
  text: string;
}): Fault {
  const { status, headers, text } = answer;
  const [fault, content] = contentOf(text);
  const { message, details, data } = content;
  const retryAfter = headers['retry-after'] ?? '';
  return {
    status,
    code: headers[FAULT_CODE_HEADER] ?? '',
    fault,
    message: typeof message === 'string' ? message : '',
    details: typeof details === 'string' ? details : '',
    data,
    shortages: headers[SHORTAGES_HEADER] ?? '',
    retryAfterSeconds: /^\d{1,9}$/.test(retryAfter) ? Number(retryAfter) : undefined,
    requestId: headers['x-request-id'] ?? headers['x-openstack-request-id'] ?? '',
  };
}

function contentOf(text: string): [name: string, content: Record<string, unknown>] {
  if (!text.trimStart().startsWith('{')) return ['', {}];
  try {
    const [entry] = Object.entries(parseJson(text) as Record<string, unknown>);
    if (entry === undefined || typeof entry[1] !== 'object' || entry[1] === null) return ['', {}];
    return [entry[0], entry[1] as Record<string, unknown>];
  } catch (error) {
    if (error instanceof JsonError) return ['', {}]; // cut short on the way
    throw error;
  }
}
