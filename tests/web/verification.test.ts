import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from 'kysely';
import { createUser } from '#identity/domain/accounts/create-user';
import { sendVerificationLink } from '#identity/domain/accounts/verification-link';
import { startCloud } from '#kit/cloud';
import { openDatabase } from '#platform/database/database';
import { PASSWORD } from '../identity/identity-kit.ts';
import { openForTest } from '../identity/open-identity.ts';
import { noBrowser, startBrowser, watchedPage } from './kit/browser.ts';
import { checkPage } from './steps/pages.ts';

test(
  'T-I23 the page of a verification link does nothing before its button is pressed, and then once',
  { skip: noBrowser },
  async (t) => {
    const cloud = await startCloud(t);
    const url = cloud.databaseUrl('identity');
    const { service, close } = await openForTest({ url });
    t.after(close);
    const account = { email: 'ada@example.org', firstName: 'Ada', lastName: 'Example', password: PASSWORD };
    const { uuid } = await createUser(service, account);
    await sendVerificationLink(service, uuid);
    const database = openDatabase<unknown>({ url });
    t.after(() => database.destroy());
    const { rows } = await sql<{ body: string }>`select body from mails`.execute(database);
    const [link = ''] = /\/activate\?key=\S+/.exec(rows[0]?.body ?? '') ?? [];
    const isVerified = async (): Promise<boolean | undefined> =>
      (await service.store.accounts.byUuid(uuid))?.emailVerified;

    const browser = await startBrowser(t);
    const { page, complaints } = await watchedPage(await browser.newContext());
    await checkPage(page, cloud.url, link);
    assert.equal(await isVerified(), false);
    await page.getByRole('button', { name: 'Verify your e-mail' }).click();
    await page.getByText('once an administrator has accepted your account').waitFor();
    assert.equal(await isVerified(), true);
    assert.deepEqual(complaints, []);
    await page.goto(`${cloud.url}/ui${link}`);
    await page.getByRole('button', { name: 'Verify your e-mail' }).click();
    await page.getByText('This link was used').waitFor();
    const greek = await watchedPage(await browser.newContext({ locale: 'el-GR' }));
    await checkPage(greek.page, cloud.url, link);
    await greek.page.getByRole('button', { name: 'Επαλήθευση του e-mail σας' }).waitFor();
  },
);
