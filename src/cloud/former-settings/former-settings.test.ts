import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { assembly } from '../assembly.ts';
import { formerSetting, formerSettingsPage } from './former-settings.ts';
import { readCloudSettings } from '../open-cloud.ts';

test("files of the original's guide load as they are printed, and what sets nothing is told with its place", (t) => {
  const configDirectory = mkdtempSync(join(tmpdir(), 'settings-'));
  t.after(() => rmSync(configDirectory, { recursive: true }));
  const file = join(configDirectory, '20-snf-astakos-app-settings.conf');
  writeFileSync(
    file,
    [
      'ASTAKOS_MODERATION_ENABLED = False',
      "ASTAKOS_RE_USER_EMAIL_PATTERNS = [r'^.*@lab\\.example\\.org$']",
      'ASTAKOS_RECAPTCHA_ENABLED = False',
      'ASTAKOS_AUTH_PROVIDER_LOCAL_ADD_POLICY = True',
      "ASTAKOS_SERVICES = {'cyclades': {'resources': [{'name': 'vm', 'uplimit': 2*1024}]}}",
      'ASTAKOS_SESSION_DURATION = None',
    ].join('\n'),
  );
  const told: string[] = [];
  const settings = readCloudSettings({ configDirectory, environment: {}, told: (line) => told.push(line) });
  assert.equal(settings['ASTAKOS_MODERATION_ENABLED'], false);
  assert.deepEqual(settings['ASTAKOS_RE_USER_EMAIL_PATTERNS'], ['^.*@lab\\.example\\.org$']);
  assert.equal(settings['ASTAKOS_SESSION_DURATION'], 168, 'None is the default');
  assert.deepEqual(settings['ASTAKOS_SERVICES'], {
    cyclades: { resources: [{ name: 'vm', uplimit: 2048n }] },
  });
  assert.deepEqual(
    told.map((line) => line.split(': ').slice(0, 2).join(': ')),
    [
      `${file}:3: ASTAKOS_RECAPTCHA_ENABLED sets nothing here`,
      `${file}:4: ASTAKOS_AUTH_PROVIDER_LOCAL_ADD_POLICY sets nothing here`,
    ],
  );
  writeFileSync(file, 'ASTAKOS_NONSENSE = True\n');
  assert.throws(
    () => readCloudSettings({ configDirectory, environment: {} }),
    /conf:1: there is no setting named/,
  );
});

test('the page names what is no setting, and nothing that is one', () => {
  assert.match(formerSettingsPage(), /^\| `SECRET_KEY` \| the cloud makes its own secrets/m);
  assert.equal(formerSetting('ASTAKOS_AUTH_PROVIDERS_LOGIN_POLICY'), formerSetting('AUTH_LDAP_SERVER_URI'));
  assert.equal(formerSetting('NONSENSE'), undefined);
  const both = Object.keys(assembly.allSettings).filter((name) => formerSetting(name) !== undefined);
  assert.deepEqual(both, [], 'the row goes when the setting comes');
});
