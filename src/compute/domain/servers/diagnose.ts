import type { Store } from '../../store/store.ts';
import type { Compute } from '../compute.ts';

/** Text for the owner: one line without control characters, as long as a diagnostic may be (D8). */
function plainText(text: string, limit: number): string {
  const plain = text
    // eslint-disable-next-line no-control-regex -- terminal codes and the like are what is taken out
    .replaceAll(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, '')
    .toWellFormed()
    .trim();
  return plain.length <= limit ? plain : `${plain.slice(0, limit - 1)}…`;
}

const DETAILS_LIMIT = 64 * 1024;

/** What happened, as a diagnostic of the server; the same key twice is one. */
export async function diagnose(
  compute: Compute,
  tx: Store,
  server: number,
  what: {
    key: string;
    level: 'ERROR' | 'WARNING' | 'INFO' | 'DEBUG';
    /** For programs; see `Diagnostic` of the contract. */
    code?: string;
    source: string;
    message: string;
    details?: string | undefined;
    at?: Date;
  },
): Promise<boolean> {
  const message = plainText(what.message.replaceAll('\n', ' '), 255);
  return tx.diagnostics.add({
    serverId: server,
    eventKey: what.key,
    level: what.level,
    code: what.code ?? '',
    source: what.source,
    sourceDate: what.at ?? null,
    message: message === '' ? titleOf(what.source) : message,
    details:
      what.details === undefined || what.details === '' ? null : plainText(what.details, DETAILS_LIMIT),
    created: compute.clock.now(),
  });
}

function titleOf(source: string): string {
  const words = source.replaceAll('-', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}
