import { ClusterDocument } from '#contract/ganeti';
import { parseJson } from '#contract/json';
import { readBody, type Transport } from '#contract/transport';
import type { Clock } from '#platform/clock';
import type { DiskSpace, DiskState } from '#platform/disk-space';
import type { Secret } from '#platform/secret';

/** What the console is told before anybody logs in. */
export interface CloudDocument {
  name: string;
  version: string;
  /** Machines are emulated: slow, and for trusted users only. */
  emulated: boolean;
  /** `full`: uploads and new machines are refused until there is room. */
  disk: DiskState;
}

interface RapiAccount {
  user: string;
  password: Secret;
}

const KEEP_MS = 60_000;
const ANSWER_MS = 2000;
const ANSWER_BYTES = 1024 * 1024;

/** Describes the cloud; how machines run is asked of the embedded hypervisor manager at most once a minute. */
export function cloudDocument(options: {
  name: string;
  version: string;
  vmhost: Transport;
  account: RapiAccount;
  clock: Clock;
  disk: DiskSpace;
}): () => Promise<CloudDocument> {
  let known: { emulated: boolean; until: number } | undefined;
  return async () => {
    const now = options.clock.monotonic();
    if (known === undefined || known.until <= now) {
      known = { emulated: await isEmulated(options.vmhost, options.account), until: now + KEEP_MS };
    }
    return {
      name: options.name,
      version: options.version,
      emulated: known.emulated,
      disk: options.disk.state(),
    };
  };
}

async function isEmulated(vmhost: Transport, { user, password }: RapiAccount): Promise<boolean> {
  const basic = Buffer.from(`${user}:${password.reveal()}`).toString('base64');
  try {
    const reply = await vmhost({
      method: 'GET',
      path: '/2/info',
      headers: { authorization: `Basic ${basic}` },
      signal: AbortSignal.timeout(ANSWER_MS),
    });
    const text = (await readBody(reply.body, ANSWER_BYTES)).toString('utf8');
    return ClusterDocument.parse(parseJson(text)).embedded?.acceleration === 'tcg';
  } catch {
    return false; // no embedded manager here: machines run on clusters
  }
}
