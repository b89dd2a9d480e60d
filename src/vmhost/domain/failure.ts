/** Second word of a failed job's result: Ganeti's own, and four for what it has no word for, so that compute knows the cause. */
export type FailureCode =
  | 'insufficient_resources'
  | 'wrong_input'
  | 'wrong_state'
  | 'unknown_entity'
  | 'already_exists'
  | 'resource_not_unique'
  | 'internal_error'
  | 'environment_error'
  | 'disk_too_small'
  | 'image_unreadable'
  | 'setup_failed'
  | 'hypervisor_missing';

/** A job cannot do its work. The text is shown to the owner of the machine; the cause only to the log. */
export class JobFailure extends Error {
  override name = 'JobFailure';
  readonly kind: 'OpPrereqError' | 'OpExecError';
  readonly code: FailureCode | null;

  constructor(
    kind: 'OpPrereqError' | 'OpExecError',
    text: string,
    code: FailureCode | null,
    cause?: unknown,
  ) {
    super(text, { cause });
    this.kind = kind;
    this.code = code;
  }
}

/** Refused before anything was changed. */
export function refuse(text: string, code: FailureCode): never {
  throw new JobFailure('OpPrereqError', text, code);
}

/** Failed on the way. */
export function failed(text: string, cause?: unknown, code: FailureCode | null = null): JobFailure {
  return new JobFailure('OpExecError', text, code, cause);
}

/** `opresult` of a failed job. Whatever was not foreseen is not described to clients. */
export function failureResult(error: unknown): [string, unknown[]] {
  if (!(error instanceof JobFailure))
    return ['OpExecError', ['The hypervisor manager failed; its log says why', 'internal_error']];
  return [error.kind, error.code === null ? [error.message] : [error.message, error.code]];
}
