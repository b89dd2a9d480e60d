import { identityOver } from '#contract/program-clients';
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { prepareService } from '#cloud/first-start';
import { declareComponent } from '#identity/domain/catalog/declare-component';
import { componentAt } from '#identity/domain/catalog/component-at';
import { identityDefinition } from '#identity/definition';
import { openIdentity } from '#identity/service';
import { startCloud } from '#kit/cloud';

test('a start at another address shows it at once, also when a client asked for the catalog before it was registered', async (t) => {
  const cloud = await startCloud(t, { roles: ['identity'] });
  const running = cloud.running();
  const context = running.cloud.contextFor('identity');
  const client = identityOver(running.cloud.contextFor('compute').transportTo('identity'));
  const address = async (): Promise<string> => {
    const { serviceCatalog } = (await client.catalog()).access;
    return new URL(serviceCatalog[0]!.endpoints[0]!['publicURL']!).origin;
  };

  // as an earlier start left it
  const earlier = await openIdentity({ ...context, baseUrl: 'https://earlier.example.org' });
  const token = running.cloud.secrets.component('astakos').reveal();
  const declaration = componentAt('https://earlier.example.org', identityDefinition.component);
  await declareComponent(earlier.service, declaration, token);
  await earlier.close();
  running.running.get('identity')!.forget!();
  assert.equal(await address(), 'https://earlier.example.org');

  await prepareService(running, identityDefinition, async () => undefined, new AbortController().signal);
  assert.equal(await address(), new URL(context.baseUrl).origin);
});
