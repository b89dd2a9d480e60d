import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startCommands } from './commands-kit.ts';

const BILLING = {
  billing_api: {
    component: 'billing',
    type: 'billing',
    prefix: 'api',
    public: true,
    endpoints: [
      { versionId: 'v1', publicURL: 'https://b.example.org/api/v1', 'SNF:exposeVersion': true, weight: 2 },
    ],
    resources: {
      invoices: {
        name: 'billing.invoices',
        desc: 'Invoices of a month',
        unit: null,
        service_type: 'billing',
        service_origin: 'billing_api',
        ui_visible: true,
        api_visible: true,
      },
    },
  },
};

test('T-S9 a component is shown with its services, and goes with them when that is agreed to', async (t) => {
  const { run, rows, fed } = await startCommands(t);
  await run(
    'component-add',
    'billing',
    '--base-url',
    'https://b.example.org',
    '--ui-url',
    'https://b.example.org/ui',
  );
  await fed(JSON.stringify(BILLING), 'service-import', '--json', '-');
  const [shown] = await rows('component-show', 'billing');
  const { 'token created': created, services, ...rest } = shown as Record<string, unknown>;
  assert.match(String(created), /^\d{4}-\d\d-\d\dT/);
  assert.deepEqual(rest, {
    id: '4',
    name: 'billing',
    'base url': 'https://b.example.org',
    'ui url': 'https://b.example.org/ui',
    token: '***',
    'token expires': 'None',
  });
  assert.deepEqual(
    (services as { name: string; type: string }[]).map(({ name, type }) => [name, type]),
    [['billing_api', 'billing']],
  );
  const asked = await run('component-remove', 'billing');
  assert.equal(asked.status, 1);
  assert.match(asked.err, /^1 services: billing_api\nCommandError: Remove the component/);
  assert.deepEqual(await run('component-remove', '4', '--yes'), { status: 0, out: '', err: '' });
  assert.match((await run('component-show', 'billing')).err, /There is no component 'billing'/);
  assert.match((await run('service-show', 'billing_api')).err, /There is no service 'billing_api'/);
  const names = (await rows('resource-list', '-o', 'name')).map(({ name }) => name);
  assert.ok(names.includes('billing.invoices'), 'what it counted stays');
});

test('a component with pending commissions stays', async (t) => {
  const { run, identity } = await startCommands(t);
  const user = await identity.user('ada@example.org');
  const provisions = [
    { holder: `project:${user.uuid}`, source: null, resource: 'cyclades.vm', quantity: 1 },
    { holder: `user:${user.uuid}`, source: `project:${user.uuid}`, resource: 'cyclades.vm', quantity: 1 },
  ];
  const token = 'token-of-cyclades-in-tests';
  const issued = await identity.call('POST', '/astakos/account/v1.0/commissions', {
    token,
    body: { provisions },
  });
  assert.equal(issued.status, 201);
  const refused = await run('component-remove', 'cyclades', '--yes');
  assert.equal(refused.status, 1);
  assert.match(refused.err, /has 1 pending commissions/);
});

test('service-import registers all of a document or nothing, and brings known services in line', async (t) => {
  const { run, fed, rows, file } = await startCommands(t);
  const json = file(JSON.stringify(BILLING));
  const unknown = await run('service-import', '--json', json);
  assert.deepEqual([unknown.status, unknown.err], [1, "CommandError: There is no component 'billing'.\n"]);
  await run('component-add', 'billing', '--base-url', 'https://b.example.org');
  const added = await run('service-import', '--json', json);
  assert.deepEqual(added, {
    status: 0,
    out: '',
    err: "Added service billing_api.\nResource 'billing.invoices' created in database with unlimited quota.\n",
  });
  const [shown] = await rows('service-show', 'billing_api');
  const { endpoints, id, ...rest } = shown as unknown as Record<string, Record<string, string>[]>;
  assert.deepEqual(rest, { name: 'billing_api', component: 'billing', type: 'billing' });
  assert.deepEqual(endpoints?.map(({ key, value }) => [key, value]).sort(), [
    ['SNF:exposeVersion', 'True'],
    ['publicURL', 'https://b.example.org/api/v1'],
    ['versionId', 'v1'],
    ['weight', '2'],
  ]);
  assert.match(String(id), /^\d+$/);
  const moved = structuredClone(BILLING);
  moved.billing_api.endpoints[0]!.publicURL = 'https://elsewhere.example.org/api/v1';
  moved.billing_api.resources.invoices.desc = 'Bills';
  const updated = await fed(JSON.stringify(moved), 'service-import', '--json', '-');
  assert.equal(
    updated.err,
    'Updated service billing_api.\n' +
      'Warning: https://elsewhere.example.org/api/v1 of service billing_api is not below the base address of its component.\n' +
      "Resource 'billing.invoices' updated in database.\n",
  );
  const listed = await rows(
    'resource-list',
    '--filter-by',
    'name=billing.invoices',
    '-o',
    'description,system_default,project_default',
  );
  assert.deepEqual(listed, [{ description: 'Bills', system_default: 'inf', project_default: '0' }]);
  assert.deepEqual(await rows('service-list', '--filter-by', 'name=billing_api', '-o', 'component,type'), [
    { component: 'billing', type: 'billing' },
  ]);
});

test('a document that cannot be meant is refused with its place, and nothing of it is kept', async (t) => {
  const { run, fed, rows } = await startCommands(t);
  await run('component-add', 'billing');
  const before = await rows('service-list');
  const wrong = (change: (document: typeof BILLING) => void): string => {
    const document = structuredClone(BILLING);
    change(document);
    return JSON.stringify(document);
  };
  const invoices = { ...BILLING.billing_api.resources.invoices };
  for (const [document, sentence] of [
    ['', /not valid JSON/],
    ['[]', /wrong at its top/],
    [wrong((each) => (each.billing_api.component = '')), /wrong at billing_api\.component/],
    [wrong((each) => (each.billing_api.endpoints = 'x' as never)), /wrong at billing_api\.endpoints/],
    [wrong((each) => (each.billing_api.endpoints[0]!.publicURL = 'javascript:x')), /is not an address/],
    [
      wrong((each) => (each.billing_api.resources.invoices = { ...invoices, service_origin: 'other' })),
      /has the origin 'other', and is not of service 'billing_api'/,
    ],
    [
      wrong((each) => (each.billing_api.resources.invoices = { ...invoices, api_visible: false })),
      /cannot be visible in the console only/,
    ],
    [
      wrong((each) => (each.billing_api.resources.invoices = { ...invoices, name: 'cyclades.vm' })),
      /belongs to component 'cyclades'/,
    ],
  ] as const) {
    const { status, err } = await fed(document, 'service-import', '--json', '-');
    assert.equal(status, 1, err);
    assert.match(err, sentence);
  }
  assert.equal((await run('service-import')).status, 2);
  assert.match((await run('service-import', '--json', '/nowhere')).err, /\/nowhere cannot be read/);
  assert.deepEqual(await rows('service-list'), before);
});

test('what identity exports it imports again without a change', async (t) => {
  const { run, fed, rows } = await startCommands(t);
  const services = await run('service-export-astakos');
  const document = JSON.parse(services.out) as Record<string, Record<string, unknown>>;
  assert.deepEqual(Object.keys(document), [
    'astakos_account',
    'astakos_identity',
    'astakos_weblogin',
    'astakos_oauth2',
  ]);
  assert.deepEqual(document['astakos_identity'], {
    type: 'identity',
    component: 'astakos',
    prefix: 'identity',
    public: true,
    endpoints: [
      {
        versionId: 'v2.0',
        publicURL: 'http://127.0.0.1:8080/astakos/identity/v2.0',
        'SNF:exposeVersion': true,
      },
    ],
    resources: {},
  });
  assert.deepEqual(document['astakos_account']?.['resources'], {
    pending_app: {
      name: 'astakos.pending_app',
      desc: 'Number of pending project applications',
      unit: null,
      service_type: 'account',
      service_origin: 'astakos_account',
      ui_visible: false,
      api_visible: false,
    },
  });
  const before = [await rows('service-show', 'astakos_identity'), await rows('resource-list')];
  assert.equal((await fed(services.out, 'service-import', '--json', '-')).status, 0);
  const resources = await run('resource-export-astakos');
  const imported = await fed(resources.out, 'resource-import', '--json', '-');
  assert.equal(imported.out, "Resource 'astakos.pending_app' updated in database.\n");
  const after = [await rows('service-show', 'astakos_identity'), await rows('resource-list')];
  const withoutIds = (each: unknown): string =>
    JSON.stringify(each).replaceAll(/"(?:id|endpoint)":"\d+"/g, '');
  assert.equal(withoutIds(after), withoutIds(before));
});

test('resource-import takes a list, of services that are registered', async (t) => {
  const { fed } = await startCommands(t);
  const resource = {
    name: 'cyclades.gpu',
    desc: 'Graphics cards',
    service_type: 'compute',
    service_origin: 'cyclades_compute',
    allow_in_projects: false,
  };
  const made = await fed(JSON.stringify([resource]), 'resource-import', '--json', '-');
  assert.equal(made.out, "Resource 'cyclades.gpu' created in database with unlimited quota.\n");
  const unknown = await fed(
    JSON.stringify([{ ...resource, service_origin: 'none' }]),
    'resource-import',
    '--json',
    '-',
  );
  assert.deepEqual([unknown.status, unknown.err], [1, "CommandError: There is no service 'none'.\n"]);
});

test('T-S9 with --replace the other services of a component go at once, when that is agreed to', async (t) => {
  const { fed, rows, file, run } = await startCommands(t);
  const { out } = await run('service-export-astakos');
  const { astakos_identity: kept } = JSON.parse(out) as Record<string, object>;
  const json = file(JSON.stringify({ astakos_identity: kept }));
  const before = await rows('service-list');
  const asked = await run('service-import', '--json', json, '--replace');
  assert.equal(asked.status, 1);
  assert.match(
    asked.err,
    /^3 services go: astakos_account, astakos_weblogin, astakos_oauth2\nCommandError: Take these services out/,
  );
  assert.deepEqual(await rows('service-list'), before);
  const done = await fed('', 'service-import', '--json', json, '--replace', '--yes');
  assert.equal(done.status, 0, done.err);
  const gone = new Set(['astakos_account', 'astakos_weblogin', 'astakos_oauth2']);
  const after = before.filter(({ name = '' }) => !gone.has(name));
  assert.deepEqual(
    await rows('service-list'),
    after,
    'what stays keeps its place, and others their services',
  );
});
