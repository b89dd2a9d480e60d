import assert from 'node:assert/strict';
import { test } from 'node:test';

import { services } from '#cloud/roles';
import { importsOf, loadedWith, resolveImport, sourceFiles } from './source-files.ts';

/** A service's folder has its name. */
const SERVICES = services.map(({ name }): string => name);

/** What a top folder may import besides itself. */
const MAY_IMPORT: Record<string, readonly string[]> = {
  contract: [],
  platform: ['contract'],
  blockstore: ['contract', 'platform'],
  'sample-image': ['contract', 'platform'],
  ...Object.fromEntries(SERVICES.map((name) => [name, ['contract', 'platform', 'blockstore']])),
  // it is what the hypervisor is tried with
  vmhost: ['contract', 'platform', 'blockstore', 'sample-image'],
  kamaki: ['contract', 'platform'],
  manage: ['contract', 'platform', 'cloud', ...SERVICES],
  cloud: ['contract', 'platform', 'blockstore', 'sample-image', 'kamaki', 'manage', ...SERVICES],
};

/** What a folder inside a service may import of the same service, besides itself. */
const INSIDE: Record<string, readonly string[]> = {
  store: [],
  domain: [],
  api: ['domain', 'store', 'jobs'],
  jobs: ['domain', 'store', 'ganeti', 'qemu', 'disk', 'network'],
  commands: ['domain', 'store'],
};

const KNOWN_LAYERS = new Set(['store', 'domain', 'api', 'jobs', 'commands']);
/** Files of the store that reach nothing: names and orders of what is stored, and how secrets are sealed. */
const DESCRIPTIONS = new Set(['schema.ts', 'name-order.ts', 'sealing.ts']);

/** The client is used where no cloud is: of what services need it has the command kit, and what takes turns. */
const CLIENT_MAY_IMPORT = /^src\/platform\/(?:commands\/|semaphore\.ts$)/;

const partsOf = (path: string) => path.split('/').slice(1);

test('folders import in one direction only, and no service imports another', () => {
  const wrong: string[] = [];
  for (const { path, text } of sourceFiles('src').filter((file) => !file.isTest)) {
    const [folder = ''] = partsOf(path);
    if (path === 'src/main.ts') continue;
    for (const { from } of importsOf(text)) {
      const target = resolveImport(path, from);
      const [other = ''] = partsOf(target ?? '');
      if (target === undefined || other === folder) continue;
      if (
        !target.startsWith('src/') ||
        MAY_IMPORT[folder]?.includes(other) !== true ||
        (folder === 'kamaki' && other === 'platform' && !CLIENT_MAY_IMPORT.test(target))
      )
        wrong.push(`${path} imports ${from}`);
    }
  }
  assert.deepEqual(wrong, []);
});

/** What the assembly needs before any role is loaded: the entrance that is opened as root, and what of root stays behind. */
const BEFORE_ROLES = [/^src\/gateway\//, /^src\/vmhost\/(?:launcher|prepare)\b/];

test('the assembly knows the services by their definitions, which it names in one file', () => {
  const wrong: string[] = [];
  for (const { path, text } of sourceFiles('src/cloud').filter((file) => !file.isTest)) {
    if (path === 'src/cloud/roles.ts') continue;
    for (const { from } of importsOf(text)) {
      const target = resolveImport(path, from) ?? '';
      const isService = SERVICES.some((name) => target.startsWith(`src/${name}/`));
      if (isService && !BEFORE_ROLES.some((allowed) => allowed.test(target)))
        wrong.push(`${path} imports ${from}`);
    }
  }
  assert.deepEqual(wrong, []);
});

test('inside a service the domain calls no store, the store no domain, and neither knows of HTTP', () => {
  const wrong: string[] = [];
  for (const { path, text } of sourceFiles(...SERVICES.map((name) => `src/${name}`)).filter(
    (file) => !file.isTest,
  )) {
    const [service, layer = ''] = partsOf(path);
    if (!path.includes('/', `src/${service}/`.length) || INSIDE[layer] === undefined) continue;
    for (const { from, typeOnly } of importsOf(text)) {
      if (
        ['store', 'domain'].includes(layer) &&
        /^fastify|^#platform\/(route|app)$/.test(from) &&
        !typeOnly
      ) {
        wrong.push(`${path} imports ${from}`);
      }
      if (layer === 'domain' && /^(kysely|pg)$/.test(from) && !typeOnly)
        wrong.push(`${path} imports ${from}`);
      const target = resolveImport(path, from);
      if (target?.startsWith(`src/${service}/`) !== true) continue;
      const [, other = '', file = ''] = partsOf(target);
      const isFolder = file !== '';
      // types may be named where the thing itself may not be called: the domain is given its store
      const isNamedOnly = layer === 'domain' && (typeOnly || DESCRIPTIONS.has(file));
      if (
        isFolder &&
        other !== layer &&
        !isNamedOnly &&
        KNOWN_LAYERS.has(other) &&
        INSIDE[layer]?.includes(other) !== true
      ) {
        wrong.push(`${path} imports ${from}`);
      }
      if (!isFolder && other === 'service.ts') wrong.push(`${path} imports ${from}`);
    }
  }
  assert.deepEqual(wrong, []);
});

test('the console imports the public documents and nothing else of the services', () => {
  const wrong: string[] = [];
  for (const { path, text } of sourceFiles('web/src').filter((file) => !file.isTest)) {
    for (const { from } of importsOf(text)) {
      if (from.startsWith('#') && !/^#(contract|text)\//.test(from)) wrong.push(`${path} imports ${from}`);
      const target = from.startsWith('.') ? resolveImport(path, from) : undefined;
      if (target?.startsWith('src/') === true && !target.startsWith('src/contract/'))
        wrong.push(`${path} imports ${from}`);
    }
  }
  assert.deepEqual(wrong, []);
});

/** The tables of its jobs are part of a service's database; `backend-add` asks a cluster for its certificate. */
const MAY_LOAD: Readonly<Record<string, readonly string[]>> = { compute: ['graphile-worker', 'node:https'] };

test('a command of snf-manage loads the code of its own service and no HTTP, so that it starts at once', () => {
  const settings = loadedWith('src/cloud/assembly.ts');
  for (const { name, ...service } of services) {
    if (!('commands' in service)) continue;
    const loaded = loadedWith(
      'src/manage/main.ts',
      'src/cloud/become-owner.ts',
      `src/${name}/commands/commands.ts`,
      `src/${name}/service.ts`,
    );
    const others = SERVICES.filter((other) => other !== name);
    const foreign = [...loaded].filter(
      (path) => !settings.has(path) && others.some((other) => path.startsWith(`src/${other}/`)),
    );
    assert.deepEqual(foreign, []);
    for (const slow of ['fastify', 'node:http', 'node:https', 'graphile-worker', 'ws'])
      if (MAY_LOAD[name]?.includes(slow) !== true) assert.equal(loaded.has(slow), false, `${name}: ${slow}`);
  }
});

test('kamaki loads nothing of a service: no database, no HTTP server, no log, and no schemas before they are needed', () => {
  const loaded = loadedWith('src/kamaki/main.ts');
  for (const slow of ['kysely', 'pg', 'pino', 'fastify', 'graphile-worker', 'zod'])
    assert.equal(loaded.has(slow), false, slow);
});
