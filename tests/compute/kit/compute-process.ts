import { silentLog } from '#platform/telemetry/log';
import { startCloud } from '../../../src/cloud/start-cloud.ts';

// The compute role in a process of its own, so that a fault plan can kill it: told what to start, it says when it is ready.
process.once('message', async (message) => {
  const options = JSON.parse(String(message)) as {
    dataDirectory: string;
    environment: Record<string, string>;
    given: Record<string, unknown>;
    baseUrl: string;
  };
  await startCloud({
    ...options,
    given: { ...options.given, BASE_URL: options.baseUrl },
    parts: ['compute'],
    log: silentLog,
  });
  process.send?.('ready');
});
