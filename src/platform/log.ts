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

/** One JSON line per event on the given stream (standard error unless said); secret fields are written as `***`. */
export function createLog(options: { level: string; destination?: pino.DestinationStream }): Logger {
  const paths = SECRET_FIELDS.flatMap((field) => [`["${field}"]`, `*["${field}"]`]);
  return pino(
    {
      level: options.level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      redact: { paths, censor: '***' },
    },
    options.destination ?? pino.destination({ dest: 2, sync: false }),
  );
}

/** A log that goes nowhere. */
export const silentLog: Logger = pino({ level: 'silent' });
