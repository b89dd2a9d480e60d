import assert from 'node:assert/strict';
import { test } from 'node:test';
import { recordNetwork } from '#compute/domain/networks/create';
import { insertSubnet } from '#compute/domain/networks/subnets';
import { createFlavors } from '#compute/domain/flavors';
import { createRescueImage } from '#compute/domain/rescue-images/rescue-images';
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
  const cloud = await startComputeCloud(t, { settings: { RESCUE_ENABLED: true } });
  const { compute } = cloud;
  await createFlavors(compute, { cpus: [2], rams: [1024], disks: [1], templates: ['file'] });
  await createRescueImage(compute, { name: 'any', location: 'any.iso', isDefault: true });
  await compute.store.transaction(async (tx) => {
    const wanted = { name: 'Public', type: 'IP_LESS_ROUTED', public: true, floatingIpPool: true } as const;
    const pool = await recordNetwork(compute, tx, wanted);
    await insertSubnet(compute, tx, pool, { version: 4, cidr: '203.0.113.0/29' });
  });
  const owner = await cloud.owner({ 'cyclades.network.private': 5, 'cyclades.floating_ip': 5 });
  const admin = await cloud.admin();
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

  await t.test(
    'a person makes a network, holds an address, and changes size, rescue and tags of a machine',
    async () => {
      const page = await pages.open();
      await openPage(page, cloud.url, '/networks');
      await page.getByRole('button', { name: 'New network' }).click();
      const dialog = page.getByRole('dialog');
      await dialog.getByLabel('Name').fill('lab');
      await dialog.getByLabel('Range').fill('10.0.0.0/8');
      await dialog.getByRole('button', { name: 'Create network' }).click();
      await page.getByText('Write a range as').waitFor();
      await dialog.getByLabel('Range').fill('192.168.77.0/24');
      await dialog.getByRole('button', { name: 'Create network' }).click();
      await page.getByRole('heading', { name: 'lab', level: 1 }).waitFor();
      await page.getByText('192.168.77.1', { exact: true }).waitFor();
      await openPage(page, cloud.url, '/networks?tab=addresses');
      await page.getByRole('button', { name: 'New address' }).click();
      await page.getByText(/^203\.0\.113\.\d$/).waitFor();
      await page.getByRole('button', { name: 'Release…' }).click();
      await page.getByRole('dialog').getByRole('button', { name: 'Release address' }).click();
      await page.getByText('No public addresses').waitFor();

      await openPage(page, cloud.url, `/machines/${id}/settings`);
      await page.getByLabel('Tag', { exact: true }).fill('lab');
      await page.getByRole('button', { name: 'Add tag' }).click();
      await page.getByRole('button', { name: 'Remove the tag lab' }).waitFor();
      await page.getByRole('region', { name: 'Size' }).getByRole('button', { name: 'Shut down…' }).click();
      await page.getByRole('dialog').getByRole('button', { name: 'Shut down machine' }).click();
      await page.getByRole('combobox', { name: 'New size' }).click();
      await page.getByRole('option', { name: /^2 CPU/ }).click();
      await page.getByText('Of your quota: +1 CPUs and +512 MiB memory').waitFor();
      await page.getByRole('button', { name: 'Change size' }).click();
      await page.getByText('2 CPU · 1 GiB memory · 1 GiB disk', { exact: true }).waitFor();
      await page.getByRole('button', { name: 'Rescue…', exact: false }).click();
      await page.getByRole('dialog').getByRole('button', { name: 'Enter rescue' }).click();
      await page.getByRole('button', { name: 'Leave rescue…' }).waitFor();
      await pages.close(page);
    },
  );

  await t.test(
    'an administrator sees the machines of all and how full back ends are, and suspends one',
    async () => {
      const state = await sessionOf(browser, cloud.url, admin);
      const administrators = pagesOf(browser, { ...WITHOUT_MOTION, storageState: state });
      const page = await administrators.open();
      await checkPages(page, cloud.url, ['/admin/servers', '/admin/backends']);
      await page.getByText(/1 machine · 16 processors/).waitFor();
      await openPage(page, cloud.url, '/admin/servers?status=STOPPED');
      await page.getByRole('button', { name: 'Actions of web' }).click();
      await page.getByRole('menuitem', { name: 'Suspend…' }).click();
      await page.getByRole('dialog').getByRole('button', { name: 'Suspend machine' }).click();
      await page.getByText('Suspended', { exact: true }).waitFor();
      await administrators.close(page);
    },
  );
});
