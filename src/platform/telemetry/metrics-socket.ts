import { chmodSync, rmSync } from 'node:fs';
import http from 'node:http';
import type { Metrics } from '#platform/telemetry/metrics';

/** Serves the process's metrics on a private socket: they never pass the gateway. */
export async function serveMetrics(path: string, metrics: Metrics): Promise<{ close(): Promise<void> }> {
  rmSync(path, { force: true });
  const server = http.createServer((_request, response) => {
    metrics.text().then(
      (text) =>
        response.writeHead(200, { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' }).end(text),
      () => response.writeHead(500).end(),
    );
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(path, resolve);
  });
  chmodSync(path, 0o600);
  return {
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
