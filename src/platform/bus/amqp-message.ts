import type { AsyncMessage, Envelope, SyncMessage } from 'rabbitmq-client';

import { writeJson } from '#contract/json';

import type { BusMessage, DeadLetter } from '../bus.ts';
import { decodeBody } from './message-body.ts';

/** Not `application/json`: the client library would parse it, and lose big integers. */
const CONTENT_TYPE = 'application/vnd.synnefo+json';

/** Headers that keep what a message was when it travels by way of a dead-letter queue. */
const HEADER = {
  lane: 'x-lane',
  exchange: 'x-original-exchange',
  key: 'x-original-key',
  reason: 'x-reason',
  attempts: 'x-attempts',
  diedAt: 'x-died-at',
} as const;

/** A message with its body still as text, for it may be no JSON. */
export type RawMessage = Required<Omit<BusMessage, 'body'>> & { body: string };

/** What is published for a message; durable, and returned when nobody takes it. */
export function envelopeOf(message: BusMessage, publication: string): Envelope {
  const { id, exchange, key, lane = key } = message;
  return {
    exchange,
    routingKey: key,
    mandatory: true,
    durable: true,
    messageId: id,
    correlationId: publication,
    contentType: CONTENT_TYPE,
    headers: { [HEADER.lane]: lane },
  };
}

/** Reads what the broker delivered, also what others published or what came back from a dead-letter queue. */
export function rawMessageOf(message: AsyncMessage | SyncMessage): RawMessage {
  const headers = headersOf(message);
  const key = textOf(headers[HEADER.key]) ?? message.routingKey;
  return {
    id: message.messageId ?? '',
    exchange: textOf(headers[HEADER.exchange]) ?? message.exchange,
    key,
    lane: textOf(headers[HEADER.lane]) ?? key,
    body: bodyText(message.body),
  };
}

/** The envelope that takes a message through a queue of ours by its name, with its origin kept in headers. */
export function forwardEnvelope(
  to: { exchange: string; key: string },
  message: RawMessage,
  death?: { reason: string; attempts: number; diedAt: Date },
): Envelope {
  const headers: Record<string, unknown> = {
    [HEADER.lane]: message.lane,
    [HEADER.exchange]: message.exchange,
    [HEADER.key]: message.key,
  };
  if (death !== undefined) {
    headers[HEADER.reason] = death.reason;
    headers[HEADER.attempts] = death.attempts;
    headers[HEADER.diedAt] = death.diedAt.toISOString();
  }
  return {
    exchange: to.exchange,
    routingKey: to.key,
    durable: true,
    messageId: message.id,
    contentType: CONTENT_TYPE,
    headers,
  };
}

/** A message of a dead-letter queue, buried by us or by the broker. */
export function deadLetterOf(queue: string, message: SyncMessage): DeadLetter {
  const headers = headersOf(message);
  const raw = rawMessageOf(message);
  const [death] = Array.isArray(headers['x-death']) ? (headers['x-death'] as Record<string, unknown>[]) : [];
  const diedAt = textOf(headers[HEADER.diedAt]);
  const origin = {
    exchange: textOf(headers[HEADER.exchange]) ?? textOf(death?.['exchange']) ?? raw.exchange,
    key:
      textOf(headers[HEADER.key]) ??
      textOf((death?.['routing-keys'] as unknown[] | undefined)?.[0]) ??
      raw.key,
  };
  return {
    ...raw,
    ...origin,
    queue,
    body: readable(raw.body),
    attempts: Number(headers[HEADER.attempts] ?? death?.['count'] ?? 0),
    reason:
      textOf(headers[HEADER.reason]) ?? `the broker gave it up: ${textOf(death?.['reason']) ?? 'no reason'}`,
    diedAt: diedAt === undefined ? new Date(Number(message.timestamp ?? 0) * 1000) : new Date(diedAt),
  };
}

function headersOf(message: AsyncMessage | SyncMessage): Record<string, unknown> {
  return message.headers ?? {};
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** The library leaves bytes alone and parses what says that it is text or JSON. */
function bodyText(body: unknown): string {
  if (Buffer.isBuffer(body)) return body.toString('utf8');
  return typeof body === 'string' ? body : writeJson(body);
}

function readable(body: string): unknown {
  try {
    return decodeBody(body);
  } catch {
    return body; // being no JSON may be the reason of its death
  }
}
