import type { Socket } from 'node:net';

/** What was carried, for the log. */
export interface CopyReport {
  toViewer: number;
  fromViewer: number;
}

/** Copies bytes between a viewer and a screen until either ends or the time is over; neither is read faster than the other takes. */
export function copyBothWays(viewer: Socket, screen: Socket, maxMs: number): Promise<CopyReport> {
  return new Promise((resolve) => {
    const limit = setTimeout(() => {
      viewer.destroy();
      screen.destroy();
    }, maxMs);
    let open = 2;
    const ended = (): void => {
      viewer.destroySoon();
      screen.destroySoon();
      open -= 1;
      if (open > 0) return;
      clearTimeout(limit);
      resolve({ toViewer: viewer.bytesWritten, fromViewer: viewer.bytesRead });
    };
    for (const socket of [viewer, screen]) {
      if (socket.destroyed) ended();
      else socket.once('close', ended).once('end', () => socket.destroySoon());
    }
    viewer.pipe(screen, { end: false });
    screen.pipe(viewer, { end: false });
  });
}
