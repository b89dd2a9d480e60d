import assert from 'node:assert/strict';
import { test } from 'node:test';
import { applyProgress } from '#compute/domain/servers/events';
import { COMPUTE_PREFIX } from '#contract/compute';
import { ProgressEvent } from '#contract/ganeti-events';
import {
  makeImage,
  runningServer,
  settledServer,
  showServer,
  startComputeCloud,
} from './kit/compute-cloud.ts';

test('a machine that is dead on its host is in ERROR with the reason, and in its owner’s hands', async (t) => {
  const cloud = await startComputeCloud(t);
  const owner = await cloud.owner();
  const { id } = await runningServer(owner, await makeImage(owner));
  const tell = (serial: number, trouble: string | null, message?: string, changes = {}): Promise<void> =>
    applyProgress(
      cloud.compute,
      ProgressEvent.parse({
        type: 'instance-health',
        instance: `snf-${id}`,
        cluster: cloud.ganeti.clustername,
        event_time: [1_795_000_000 + serial, 0],
        serial,
        trouble,
        level: trouble === null ? 'INFO' : 'ERROR',
        message,
        ...changes,
      }),
    );
  const shown = async (): Promise<unknown[]> => {
    const server = await showServer(owner, id);
    return [server.status, server['SNF:trouble'], server.diagnostics[0]?.message];
  };

  await t.test('the trouble is its state, until it is over', async () => {
    await tell(5, 'silent', 'It does not answer.');
    assert.deepEqual(await shown(), ['ERROR', 'silent', 'It does not answer.']);
    await tell(7, null, 'The machine runs again.');
    assert.deepEqual(await shown(), ['ACTIVE', null, 'The machine runs again.']);
  });

  await t.test('T-D2 older, repeated and foreign messages do not change its state', async () => {
    await tell(6, 'died', 'Late.');
    await tell(7, 'died', 'Again.');
    const rows = await cloud.compute.store.diagnostics.of(id);
    const messages = rows.filter(({ source }) => source === 'hypervisor').map(({ message }) => message);
    assert.deepEqual(messages, ['The machine runs again.', 'Late.', 'It does not answer.'], 'none is lost');
    const foreign = { cluster: 'elsewhere.example.org' };
    await assert.rejects(tell(9, 'died', 'Forged.', foreign), /not one of its machines/);
    assert.deepEqual(await shown(), ['ACTIVE', null, 'The machine runs again.']);
  });

  await t.test('its owner switches it off and on like any other', async () => {
    await tell(10, 'internal-error', 'It was stopped.');
    const act = (action: object) => owner.post(`${COMPUTE_PREFIX}/servers/${id}/action`, action);
    assert.equal((await act({ start: {} })).status, 400);
    assert.equal((await act({ shutdown: {} })).status, 202);
    await settledServer(owner, id, 'STOPPED');
    assert.equal((await showServer(owner, id))['SNF:trouble'], null, 'nothing is wrong with one that is off');
    await tell(11, null);
    assert.equal((await act({ start: {} })).status, 202);
    await settledServer(owner, id, 'ACTIVE');
  });

  await t.test('one that dies for ever fills no table, and its newest reason is kept', async () => {
    for (let serial = 20; serial < 80; serial += 1) await tell(serial, 'died', `Death ${serial}.`);
    await tell(20, 'died', 'Death 20.');
    const rows = await cloud.compute.store.diagnostics.of(id);
    assert.equal(rows.filter(({ source }) => source === 'hypervisor').length, 50);
    assert.deepEqual(await shown(), ['ERROR', 'died', 'Death 79.']);
  });
});
