import { INFINITE } from '#contract/infinite';
import { int64 } from '#contract/scalars';
import { writeJson } from '#contract/json';
import type { Provision } from '../../domain/quota/provision.ts';
import { fail } from '../../errors.ts';

type Document = Record<string, unknown>;

const MAX_HOLDER = 256;
/** As long as the original's column. */
const MAX_NAME = 4096;
/** How much of a bad provision is said back. */
const MAX_SHOWN = 200;

/** A commission as a component asks for it. Each mistake has the sentence that clients know (spec/identity 1.7). */
export function commissionOf(body: Document): {
  name: string;
  provisions: Provision[];
  force: boolean;
  autoAccept: boolean;
} {
  const list = body['provisions'];
  if (list === undefined || list === null) fail('provisions_missing');
  if (!Array.isArray(list)) fail('provisions_not_list');
  const provisions = list.map(provisionOf);
  const name = body['name'] ?? '';
  if (!isText(name, MAX_NAME)) fail('name_not_string');
  return { provisions, force: flagOf(body, 'force'), autoAccept: flagOf(body, 'auto_accept'), name };
}

function flagOf(body: Document, option: string): boolean {
  const value = body[option] ?? false;
  return typeof value === 'boolean' ? value : fail('option_not_boolean', { option });
}

function provisionOf(value: unknown): Provision {
  if (typeof value !== 'object' || value === null) return malformed(value);
  const { holder, source, resource, quantity } = value as Document;
  const amount = int64.safeParse(quantity);
  if (!isText(holder, MAX_HOLDER) || !isText(resource, MAX_HOLDER) || !amount.success)
    return malformed(value);
  if (source !== null && !isText(source, MAX_HOLDER)) return malformed(value);
  return { holder, source, resource, quantity: amount.data };
}

function malformed(value: unknown): never {
  return fail('malformed_provision', { provision: writeJson(value).slice(0, MAX_SHOWN) });
}

/** Text that the ledger can keep: control characters separate nothing and mean nothing there. */
function isText(value: unknown, maxLength: number): value is string {
  return typeof value === 'string' && value.length <= maxLength && !/\p{Cc}/u.test(value);
}

/** `accept` or `reject`, whatever stands beside the key. */
export function choiceOf(body: Document): 'accept' | 'reject' {
  const accept = Object.hasOwn(body, 'accept');
  if (accept === Object.hasOwn(body, 'reject')) fail('accept_or_reject');
  return accept ? 'accept' : 'reject';
}

export function serialListsOf(body: Document): { accept: bigint[]; reject: bigint[] } {
  return { accept: serialsOf(body['accept']), reject: serialsOf(body['reject']) };
}

function serialsOf(value: unknown): bigint[] {
  if (value === undefined) return [];
  if (!Array.isArray(value)) fail('serials_not_lists');
  return value.map((item: unknown) => {
    const serial = int64.safeParse(item);
    return serial.success ? serial.data : fail('serials_not_integers');
  });
}

/** The number in an address, or undefined when it cannot be a serial. */
export function serialOf(text: string): bigint | undefined {
  if (!/^\d{1,19}$/.test(text)) return undefined;
  const serial = BigInt(text);
  return serial <= INFINITE ? serial : undefined;
}
