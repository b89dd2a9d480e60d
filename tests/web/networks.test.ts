import assert from 'node:assert/strict';
import { test } from 'node:test';
import { makeImage, runningServer, startComputeCloud } from '../compute/kit/compute-cloud.ts';
import { measuredBusy } from '../compute/kit/measured.ts';
import { noBrowser, pagesOf, sessionOf, startBrowser, WITHOUT_MOTION } from './kit/browser.ts';
import {
  answer,
  FLOATING_IPS,
  floatingIp,
  network,
  NETWORKS,
  port,
  PORTS,
  server,
  SERVERS,
  subnet,
  SUBNETS,
} from './steps/fixtures.ts';
import { checkPages, openPage } from './steps/pages.ts';

test('networks, and what a machine is made of, in the console', { skip: noBrowser }, async (t) => {
  const cloud = await startComputeCloud(t);
  const owner = await cloud.owner();
  const { id } = await runningServer(owner, await makeImage(owner));
  const browser = await startBrowser(t);
  const storageState = await sessionOf(browser, cloud.url, owner);
  const pages = pagesOf(browser, { ...WITHOUT_MOTION, storageState });

  await t.test('the graphs of a machine are drawn and told in words, in every theme and width', async () => {
    cloud.ganeti.statistics = (_name, period) => measuredBusy(period);
    const page = await pages.open();
    await openPage(page, cloud.url, `/machines/${id}`);
    await page.getByRole('link', { name: 'Graphs' }).click();
    await page.getByRole('img', { name: 'CPU. Used: now 50%, at most 50%' }).waitFor();
    await page
      .getByRole('img', { name: /^Network\. Received: now 20 Mbit\/s.* Sent: now 1 Mbit\/s/ })
      .waitFor();
    await page.getByRole('link', { name: 'Year' }).click();
    await page.waitForURL(/period=year/);
    await page.getByRole('img', { name: /^Disk\./ }).waitFor();
    await checkPages(page, cloud.url, [`/machines/${id}/graphs?period=month`]);
    delete cloud.ganeti.statistics;
    await openPage(page, cloud.url, `/machines/${id}/graphs`);
    await page.getByText('Nothing is measured here').waitFor();
    await pages.close(page);
  });

  await t.test('networks, addresses and a picture of thirty machines can be read by everybody', async () => {
    const page = await pages.open();
    const machines = Array.from({ length: 30 }, (_, at) => server(at + 1, { tenant_id: owner.uuid }));
    const own = [network(2, 'lab', owner.uuid), network(3, 'backup', owner.uuid)];
    const ports = machines.slice(1).map((machine, at) => port(at + 1, machine.id, 2 + (at % 2)));
    await answer(page, SERVERS, { json: { servers: machines } });
    await answer(page, NETWORKS, { json: { networks: [network(1, 'Internet'), ...own] } });
    await answer(page, SUBNETS, { json: { subnets: [subnet(7, 2, '192.168.10.0/24')] } });
    await answer(page, PORTS, { json: { ports } });
    const addresses = [floatingIp(1, owner.uuid, null), floatingIp(2, owner.uuid, machines[0]!.id)];
    await answer(page, FLOATING_IPS, { json: { floatingips: addresses } });
    await page.setViewportSize({ width: 390, height: 844 });
    await checkPages(page, cloud.url, ['/networks', '/networks?tab=map']);
    await page.setViewportSize({ width: 1440, height: 900 });
    await checkPages(page, cloud.url, ['/networks?tab=addresses', '/networks/2', `/machines/${id}/settings`]);
    await openPage(page, cloud.url, '/networks');
    await page.getByText('Private · 192.168.10.0/24 · 15 machines').waitFor();
    await page.getByRole('link', { name: 'Picture' }).click();
    await page.getByRole('img', { name: 'Which machines are on which networks' }).waitFor();
    assert.equal(await page.getByRole('row').count(), 31, 'the same as a table');
    await page.getByRole('row', { name: /^machine-1 .*On no network/ }).waitFor();
    await page.getByRole('link', { name: 'Public addresses' }).click();
    await page.getByRole('button', { name: 'Attach…' }).waitFor();
    assert.equal(await page.getByRole('button', { name: 'Release…' }).nth(1).isDisabled(), true);
    await pages.close(page);
  });
});
