import https from 'node:https';
import type { Duplex } from 'node:stream';
import tls from 'node:tls';

/** The machine that answered is not the one whose certificate was pinned; nothing was sent to it. */
class PinnedCertificateError extends Error {
  override name = 'PinnedCertificateError';
  readonly code = 'EPINNED';
}

/**
 * Connections to one server, known by the SHA-256 fingerprint of its certificate (`AA:BB:…`), self-signed or not. The
 * certificate is compared before the first byte of a request leaves (D1). Without a fingerprint the chain must verify.
 */
export class PinnedAgent extends https.Agent {
  readonly #fingerprint: string | null;

  constructor(fingerprint: string | null) {
    super({ keepAlive: false });
    this.#fingerprint = fingerprint;
  }

  override createConnection(
    options: tls.ConnectionOptions,
    callback?: (error: Error | null, stream: Duplex) => void,
  ): Duplex | undefined {
    const pinned = this.#fingerprint;
    const socket = tls.connect({ ...options, minVersion: 'TLSv1.2', rejectUnauthorized: pinned === null });
    const failed = (error: Error): void => callback?.(error, socket);
    socket.once('error', failed);
    socket.once('secureConnect', () => {
      socket.off('error', failed);
      const found = socket.getPeerCertificate().fingerprint256;
      if (pinned === null || found === pinned) {
        callback?.(null, socket);
        return;
      }
      socket.destroy();
      failed(
        new PinnedCertificateError(`the certificate's fingerprint is ${found}, not the pinned ${pinned}`),
      );
    });
    return undefined;
  }
}

/** The SHA-256 fingerprint that a server shows; nothing is sent to it. Rejects when there is no TLS there. */
export function fingerprintOf(address: string, timeoutMs = 10_000): Promise<string> {
  const url = new URL(address);
  return new Promise((resolve, reject) => {
    const socket = tls.connect({
      host: url.hostname,
      port: url.port === '' ? 443 : Number(url.port),
      rejectUnauthorized: false,
      timeout: timeoutMs,
    });
    socket.once('error', reject);
    socket.once('timeout', () => socket.destroy(new Error(`${url.host} does not answer`)));
    socket.once('secureConnect', () => {
      resolve(socket.getPeerCertificate().fingerprint256);
      socket.destroy();
    });
  });
}
