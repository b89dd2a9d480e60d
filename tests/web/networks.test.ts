import assert from 'node:assert/strict';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { COMPUTE_PREFIX } from '#contract/compute';
import { recordNetwork } from '#compute/domain/networks/create';
import { insertSubnet } from '#compute/domain/networks/subnets';
import { createFlavors } from '#compute/domain/flavors';
import { createRescueImage } from '#compute/domain/rescue-images/rescue-images';
import {
  type ComputeCloud,
  makeImage,
  runningServer,
  startComputeCloud,
} from '../compute/kit/compute-cloud.ts';
import { measuredBusy } from '../compute/kit/measured.ts';
import { polite } from '../kit/boot-sector.ts';
import type { TestUser } from '../kit/people.ts';
import { cannotBoot } from '../vmhost/kit/host.ts';
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

/** From now on machines are real ones. */
async function onlyRealMachines({ db, ganeti }: ComputeCloud): Promise<void> {
  const close = (drained: boolean, name: string) =>
    db.updateTable('backends').set({ drained }).where('clustername', '=', name).execute();
  await close(true, ganeti.clustername);
  await close(false, 'vmhost');
}

/** Numbers of the machines called "pair-…", in the order of their names. */
async function machinesOf(owner: TestUser): Promise<number[]> {
  const { servers } = (await owner.get(`${COMPUTE_PREFIX}/servers`)).json as {
    servers: { id: number; name: string }[];
  };
  const pair = servers.filter(({ name }) => name.startsWith('pair-'));
  return pair.toSorted((one, other) => (one.name < other.name ? -1 : 1)).map(({ id }) => id);
}

/** Reads the graphs until the machine was measured twice: what is drawn is the difference. */
async function measured(page: Page, url: string): Promise<void> {
  const graph = page.getByRole('img', { name: /^CPU\. Used: now [\d.]+%/ });
  for (let times = 0; times < 30 && !(await graph.isVisible()); times += 1) {
    await page.goto(url);
    await page.getByRole('heading', { name: 'CPU' }).waitFor();
    await page.waitForTimeout(2000);
  }
  await graph.waitFor({ timeout: 1000 });
}

test('networks, and what a machine is made of, in the console', { skip: noBrowser }, async (t) => {
  const media = await mkdtemp(join(tmpdir(), 'media-'));
  t.after(() => rm(media, { recursive: true }));
  await chmod(media, 0o755);
  await writeFile(join(media, 'any.iso'), Buffer.alloc(2048), { mode: 0o644 });
  const cloud = await startComputeCloud(t, {
    settings: { RESCUE_ENABLED: true, RESCUE_IMAGE_PATH: media },
    realMachines: true,
  });
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
    'a person makes a network, holds an address, connects two machines, resizes and rescues one, and sees how busy it is',
    async (part) => {
      const reason = await cannotBoot();
      if (reason !== false) return part.skip(reason);
      await onlyRealMachines(cloud);
      const image = await makeImage(owner, 'polite', {
        bytes: polite(),
        headers: { 'x-image-meta-property-exclude-all-tasks': 'yes' },
      });
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

      await openPage(page, cloud.url, `/machines/new?image=${image}&open=network`);
      await page.getByRole('checkbox', { name: 'lab' }).check();
      await page.getByRole('button', { name: 'Take a new one' }).click();
      await page
        .getByRole('combobox', { name: 'Public address' })
        .and(page.locator('[value^="203.0."]'))
        .waitFor();
      await page.getByRole('button', { name: 'Change name and access' }).click();
      await page.getByLabel('Name', { exact: true }).fill('pair');
      await page.getByLabel('How many').fill('2');
      await page.getByRole('button', { name: 'Change tags, password' }).click();
      await page.getByRole('textbox', { name: 'Tags (optional)' }).fill('lab, test');
      await page.getByRole('button', { name: 'Create 2 machines' }).click();
      await page.getByText('An address belongs to one machine').first().waitFor();
      await page.getByRole('combobox', { name: 'Public address' }).click();
      await page.getByRole('option', { name: 'none' }).click();
      await page.getByRole('button', { name: 'Create 2 machines' }).click();
      for (const name of ['pair-1', 'pair-2'])
        await page.getByRole('article', { name }).getByText('Running', { exact: true }).waitFor();

      await openPage(page, cloud.url, '/networks?tab=ports');
      await page
        .getByRole('link', { name: /^Details: pair-\d on lab$/ })
        .first()
        .click();
      await page.getByRole('heading', { name: /^pair-\d on lab$/, level: 1 }).waitFor();
      const { pathname } = new URL(page.url());
      await checkPages(page, cloud.url, ['/networks?tab=ports', pathname.slice('/ui'.length)]);
      await openPage(page, cloud.url, '/networks?tab=map');
      await page.getByRole('row', { name: /^pair-1 .*lab/ }).waitFor();

      const [first] = await machinesOf(owner);
      await measured(page, `${cloud.url}/ui/machines/${first}/graphs`);
      await openPage(page, cloud.url, `/machines/${first}/settings`);
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
      await page.getByRole('button', { name: 'Start', exact: true }).first().click();
      await page.getByText('Running', { exact: true }).first().waitFor();

      await openPage(page, cloud.url, '/networks?tab=addresses');
      await page.getByText(/^203\.0\.113\.\d$/).waitFor();
      await page.getByRole('button', { name: 'Release…' }).click();
      await page.getByRole('dialog').getByRole('button', { name: 'Release address' }).click();
      await page.getByText('No public addresses').waitFor();
      await pages.close(page);
    },
  );

  await t.test(
    'an administrator sees the machines of all and how full back ends are, and suspends one',
    async () => {
      const state = await sessionOf(browser, cloud.url, admin);
      const administrators = pagesOf(browser, { ...WITHOUT_MOTION, storageState: state });
      const page = await administrators.open();
      await checkPages(page, cloud.url, [
        ...['/admin/networks', '/admin/addresses', '/admin/pools', '/admin/servers'],
        ...[`/admin/servers/${id}`, '/admin/networks/1', '/admin/addresses/history', '/admin/backends'],
      ]);
      await page.getByText(/1 machine · 16 processors/).waitFor();
      await openPage(page, cloud.url, '/admin/servers?filter=web');
      await page.getByRole('button', { name: 'Actions of web' }).click();
      await page.getByRole('menuitem', { name: 'Suspend…' }).click();
      await page.getByRole('dialog').getByRole('button', { name: 'Suspend machine' }).click();
      await page.getByText('Suspended', { exact: true }).waitFor();
      await openPage(page, cloud.url, '/admin/networks?which=private');
      await page.getByRole('link', { name: 'lab' }).click();
      await page.getByRole('heading', { name: 'lab', level: 1 }).waitFor();
      await page.getByRole('region', { name: 'In back ends' }).getByText('vmhost').waitFor();
      await page.getByRole('link', { name: 'Addresses in use' }).click();
      await page.getByRole('link', { name: 'pair-1' }).waitFor();
      await page.getByRole('link', { name: 'Who had an address' }).click();
      await page.getByRole('textbox', { name: 'Address', exact: true }).fill('203.0.113.2');
      await page.getByLabel('Day (UTC)').fill('2001-02-03');
      await page.getByRole('button', { name: 'Look' }).click();
      await page.getByText('Nobody had it').waitFor();
      await administrators.close(page);
    },
  );
});
