import type { Socket } from 'node:net';
import type { WebSocket } from 'ws';

/** Bytes that may wait for a slow viewer before the screen is held back; one full frame of a large screen fits. */
const HIGH_BYTES = 1024 * 1024;
const LOW_BYTES = 256 * 1024;

/** Close codes of RFC 6455. */
export const CLOSE = { goingAway: 1001, unsupported: 1003, policy: 1008, internal: 1011 } as const;

export interface RelayOptions {
  pingMs: number;
  maxMs: number;
}

/** Why a screen is taken from its viewer. */
const SESSION_ENDED = 'the session ended';

/** What a finished relay has carried, for the log. */
export interface RelayReport {
  toViewer: number;
  fromViewer: number;
  reason: string;
}

/**
 * Copies bytes between a viewer and a screen until either ends, a viewer stops answering pings, the time is over, or
 * `revoked` says that the viewer may see it no longer. Neither side is read faster than the other takes it. Resolves once both are closed.
 */
export function relay(
  viewer: WebSocket,
  screen: Socket,
  { pingMs, maxMs }: RelayOptions,
  revoked: AbortSignal,
): Promise<RelayReport> {
  return new Promise((resolve) => {
    const report: RelayReport = { toViewer: 0, fromViewer: 0, reason: 'the viewer left' };
    let isAnswering = true;
    const end = (code: number, reason: string): void => {
      if (viewer.readyState === viewer.OPEN) {
        report.reason = reason;
        viewer.close(code, reason);
      }
      screen.destroy();
    };
    const pings = setInterval(() => {
      if (!isAnswering) {
        report.reason = 'the viewer stopped answering';
        viewer.terminate();
        return;
      }
      isAnswering = false;
      viewer.ping();
    }, pingMs);
    const limit = setTimeout(() => end(CLOSE.policy, 'the time for one screen is over'), maxMs);
    const revoke = (): void => end(CLOSE.policy, SESSION_ENDED);
    revoked.addEventListener('abort', revoke, { once: true });

    screen.on('data', (bytes) => {
      report.toViewer += bytes.length;
      viewer.send(bytes, { binary: true }, () => {
        if (viewer.bufferedAmount <= LOW_BYTES) screen.resume();
      });
      if (viewer.bufferedAmount > HIGH_BYTES) screen.pause();
    });
    screen.on('drain', () => viewer.resume());
    screen.on('error', () => undefined); // a close follows
    screen.once('close', () => end(CLOSE.goingAway, 'the screen ended'));
    if (screen.destroyed) end(CLOSE.goingAway, 'the screen ended');
    screen.resume();

    viewer.on('message', (data, isBinary) => {
      if (!isBinary) return end(CLOSE.unsupported, 'only bytes travel here');
      const bytes = data as Buffer;
      report.fromViewer += bytes.length;
      if (!screen.write(bytes)) viewer.pause();
    });
    viewer.on('pong', () => {
      isAnswering = true;
    });
    viewer.on('error', (error) => {
      report.reason = error.message; // a close follows
    });
    viewer.once('close', () => {
      clearInterval(pings);
      clearTimeout(limit);
      revoked.removeEventListener('abort', revoke);
      screen.destroy();
      resolve(report);
    });
  });
}
