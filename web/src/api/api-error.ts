import { type Fault, readFault, Refusal } from '#contract/refusal';
import { say } from '#text/calls';

/** What a service answered instead of success, or `status` 0 when it could not be reached. */
export class ApiError extends Refusal {
  override name = 'ApiError';
  readonly path: string;

  constructor(fault: Partial<Fault> & { status: number; path: string }) {
    super(fault);
    this.path = fault.path;
  }
}

/** The words of refusals by their codes, once they are here: the first page goes without, since it is refused nothing. */
let faults: Readonly<Record<string, string>> = {};
/** … and of limits that were in the way. */
let shortageWords: (shortages: string) => string = () => '';

/** Fetches them. Never fails: without them the services' own sentences are told. */
export async function fetchFaultWords(): Promise<void> {
  const found = await Promise.all([import('#text/faults'), import('../text/shortage-words.ts')]).catch(
    () => undefined,
  );
  if (found === undefined) return;
  faults = found[0].say;
  shortageWords = found[1].shortageWords;
}

/** The error of an answer. */
export async function errorOf(response: Response, path: string): Promise<ApiError> {
  const { status } = response;
  // Who is not logged in is told so in other words.
  if (status !== 401) await fetchFaultWords();
  return refusalOf(
    { status, headers: Object.fromEntries(response.headers), text: await response.text() },
    path,
  );
}

/** As `errorOf`, for a body that was already read. */
export function refusalOf(answer: Parameters<typeof readFault>[0], path: string): ApiError {
  const fault = readFault(answer);
  return new ApiError({ ...fault, message: sentenceOf(fault), path });
}

/** What limits were in the way, where any was. Else the sentence of the code in the page's language; without one, the service's public sentence; without that, one by status. */
function sentenceOf({ code, message, status, shortages }: Fault): string {
  const short = shortages === '' ? '' : shortageWords(shortages);
  if (short !== '') return short;
  const worded = Object.hasOwn(faults, code) ? faults[code] : undefined;
  return worded ?? (message === '' ? fallbackMessage(status) : message.replace(/[^.!?]$/, '$&.'));
}

function fallbackMessage(status: number): string {
  if (status === 0) return say.unreachable;
  if (status === 401) return say.sessionEnded;
  if (status === 403) return say.notAllowed;
  if (status === 404) return say.notFound;
  if (status === 413) return say.doesNotFit;
  if (status === 503) return say.notReady;
  return say.answeredError({ status });
}

/** The reason to tell when something that was asked for did not happen. */
export function reasonOf(error: unknown): string {
  return error instanceof ApiError ? error.message : say.unknownReason;
}

/** Whether it got no answer of the service itself: it may have been done all the same, and what comes next would fail too. */
export function isUnreachable(error: unknown): boolean {
  if (!(error instanceof ApiError)) return false;
  return error.code === 'unreachable' || (error.status >= 502 && error.status <= 504);
}
