import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import {
  SIMULATED_ACCOUNT,
  type SimulatedGaneti,
  startSimulatedGaneti,
} from '../../tests/compute/kit/simulated-ganeti.ts';
import type { CloudProcess } from '../cloud-process.ts';

const PROGRAM = join(import.meta.dirname, '..', '..', 'bin', 'snf-manage');

/** Back ends that answer at once and have room for everything; without the embedded one nothing is placed elsewhere. */
export async function withClusters<T>(
  cloud: CloudProcess,
  count: number,
  work: (clusters: readonly SimulatedGaneti[]) => Promise<T>,
): Promise<T> {
  const directory = mkdtempSync(join(tmpdir(), 'synnefo-bench-ganeti-'));
  chmodSync(directory, 0o755);
  const clusters: SimulatedGaneti[] = [];
  try {
    await manage(cloud, ['backend-modify', '1', '--drained', 'True']);
    for (let number = 1; number <= count; number += 1) {
      const socket = join(directory, `${number}.sock`);
      const cluster = await startSimulatedGaneti(socket, `bench${number}.example.org`);
      chmodSync(socket, 0o666);
      cluster.room = {
        mtotal: 1 << 30,
        mfree: 1 << 30,
        dtotal: 1 << 30,
        dfree: 1 << 30,
        ctotal: 1 << 20,
      };
      clusters.push(cluster);
      await manage(
        cloud,
        [
          'backend-add',
          '--clustername',
          cluster.clustername,
          '--address',
          cluster.address,
          '--user',
          SIMULATED_ACCOUNT.username,
        ],
        `${SIMULATED_ACCOUNT.password}\n`,
      );
      await manage(cloud, ['backend-modify', String(number + 1), '--drained', 'False']);
    }
    return await work(clusters);
  } finally {
    for (const cluster of clusters) await cluster.stop();
    rmSync(directory, { recursive: true, force: true });
  }
}

async function manage(cloud: CloudProcess, words: readonly string[], input = ''): Promise<void> {
  const child = spawn(PROGRAM, [...words, '--data-dir', cloud.dataDirectory], {
    stdio: ['pipe', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr.on('data', (bytes: Buffer) => (said += bytes.toString()));
  child.stdin.end(input);
  const [status] = (await once(child, 'close')) as [number];
  if (status !== 0) throw new Error(`snf-manage ${words[0]}: ${said}`);
}
