import { pino, type Logger } from 'pino';

export type { Logger } from 'pino';

/** Names of fields whose value is never written, wherever they stand. */
const SECRET_FIELDS = [
  'token',
  'password',
  'adminPass',
  'secret',
  'authorization',
  'cookie',
  'x-auth-token',
  'x-auth-key',
];

/**
 * One JSON line per event; secret fields are written as `***`. The destination must take every line at once and never
 * throw: pino's own one tries a full disk again and again on the main thread.
 */
export function createLog(options: { level: string; destination: pino.DestinationStream }): Logger {
  const paths = SECRET_FIELDS.flatMap((field) => [`["${field}"]`, `*["${field}"]`]);
  return pino(
    {
      level: options.level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      redact: { paths, censor: '***' },
    },
    options.destination,
  );
}

/** A log that goes nowhere. */
export const silentLog: Logger = pino({ level: 'silent' });
