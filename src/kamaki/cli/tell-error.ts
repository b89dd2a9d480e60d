import type { CloudSettings } from '../config/cloud-settings.ts';
import { CommandError } from '#platform/commands/command-error';
import { Refusal } from '#contract/refusal';
import { readShortages, type Shortage } from '#contract/shortages';
import { UnreachableError } from '../errors.ts';
import { printable } from '#platform/commands/printable';
import { STOPPED } from '#platform/commands/stop-signal';
import { systemReason } from '../system-reason.ts';

/** What the user reads when a run fails, in one line, and the exit code of the process. */
export interface ToldError {
  line: string;
  exitCode: number;
}

/** Turns whatever ended a run into one line that says what is wrong and what to do about it. */
export function tellError(error: unknown, settings: CloudSettings | undefined, stopped: boolean): ToldError {
  if (stopped) return { line: 'Stopped.', exitCode: STOPPED };
  if (error instanceof CommandError) return { line: error.message, exitCode: error.exitCode };
  if (error instanceof UnreachableError) return { line: unreachable(error, settings), exitCode: 1 };
  if (error instanceof Refusal) return { line: fault(error, settings), exitCode: 1 };
  if (error instanceof Error) return { line: plainly(error), exitCode: 1 };
  return { line: printable(String(error)), exitCode: 1 };
}

function unreachable(error: UnreachableError, settings: CloudSettings | undefined): string {
  const option = settings?.urlOption ?? 'cloud.NAME.url';
  return `Cannot reach ${error.address} (${reasonOf(error.cause)}). Is the cloud running, and is ${option} its address? (kamaki config get ${option})`;
}

function reasonOf(cause: unknown): string {
  if (!(cause instanceof Error)) return 'no connection';
  const code = (cause as NodeJS.ErrnoException).code ?? '';
  const known: Record<string, string> = {
    ECONNREFUSED: 'connection refused',
    ENOTFOUND: 'no such host',
    EAI_AGAIN: 'the name of the host cannot be looked up now',
    ECONNRESET: 'the connection was cut',
    EHOSTUNREACH: 'no way to the host',
    ETIMEDOUT: 'no answer in time',
    CERT_HAS_EXPIRED: 'its certificate has expired',
    DEPTH_ZERO_SELF_SIGNED_CERT:
      'its certificate is self-signed; name it with: kamaki config set ca_certs FILE',
    UNABLE_TO_VERIFY_LEAF_SIGNATURE:
      'its certificate is not known here; name its issuer with: kamaki config set ca_certs FILE',
  };
  const nested = cause instanceof AggregateError ? reasonOf(cause.errors[0]) : undefined;
  return known[code] ?? nested ?? (cause.message || 'no connection');
}

function fault(error: Refusal, settings: CloudSettings | undefined): string {
  if (isTokenRefused(error)) {
    const option = settings?.tokenOption ?? 'cloud.NAME.token';
    return `The cloud does not accept the token: it has expired or was replaced. Take the current one from the console (Keys & API access), then: kamaki config set ${option} TOKEN`;
  }
  const shortages = readShortages(error.shortages);
  const parts = shortages.length > 0 ? shortages.map(shortageWords) : [error.message, error.details];
  const text = parts.filter((part) => part !== '').join(' ');
  const said =
    text === '' ? `The cloud refused this without a reason` : text.replaceAll(/\s+/g, ' ').replace(/\.$/, '');
  return `${said} (${error.status}${error.fault === '' ? '' : ` ${error.fault}`})${adviceFor(error)}`;
}

/** As the commands write amounts: `kamaki quota list` shows them with their units. */
function shortageWords({ resource, project, of, limit, used, reserved, asked }: Shortage): string {
  const whose = of === 'project' ? 'the limit' : "a member's limit";
  return `${resource}: ${asked} asked for, ${used} used, ${reserved} reserved; ${whose} in project ${project} is ${limit}.`;
}

/** What to do about it, by the code of the refusal. */
const ADVICE: Readonly<Record<string, string>> = {
  quota_exceeded:
    'See what is used with: kamaki quota list; ask for more with: kamaki project modify PROJECT --resource RESOURCE=MEMBER,ALL',
  container_quota_exceeded: 'Raise it with: kamaki container modify CONTAINER --size-limit SIZE',
  identity_unavailable: 'Try again in a moment',
  server_building: 'Wait for it with: kamaki server wait ID',
  too_many_keypairs: 'Delete one with: kamaki keypair delete NAME',
};

function adviceFor({ status, code }: Refusal): string {
  // without a code it was no service that answered, but a proxy before it
  const advice = ADVICE[code] ?? (code === '' && status === 503 ? 'Try again in a moment' : undefined);
  return advice === undefined ? '.' : `. ${advice}`;
}

const TOKEN_REFUSED = new Set(['no_token', 'bad_token', 'bad_token_in_body', 'token_expired', '']);

/** The token is not good, whatever it is asked for with. */
export function isTokenRefused({ status, code }: Refusal): boolean {
  return status === 401 && TOKEN_REFUSED.has(code);
}

function plainly(error: Error): string {
  const reason = systemReason(error);
  const { path } = error as NodeJS.ErrnoException;
  if (reason !== undefined) return `${path === undefined ? '' : `${path}: `}${reason}.`;
  return error.message.replaceAll('\n', ' ') || error.name;
}
