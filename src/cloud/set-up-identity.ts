import { createFirstAdministrator } from '#identity/domain/accounts/first-administrator';
import { declareComponent, type DeclareOptions } from '#identity/domain/catalog/declare-component';
import { componentAt } from '#identity/domain/catalog/component-at';
import { identityRole } from '#identity/service';
import { readAdminFile, writeAdminFile } from './admin-file.ts';
import type { Step } from './set-up-step.ts';
import { lazyService } from './lazy-service.ts';
import type { RunningCloud } from './start-cloud.ts';

const ADMINISTRATOR = { email: 'admin@synnefo.local', firstName: 'Cloud', lastName: 'Administrator' };

/** Registers what this release declares of the components at this base address, and makes the first administrator. */
export async function setUpIdentity(cloud: RunningCloud, step: Step): Promise<void> {
  const context = cloud.cloud.contextFor('identity');
  const { assembly, secrets } = cloud.cloud;
  await using identity = lazyService(identityRole, context);
  const declare = async (options: DeclareOptions): Promise<void> => {
    const service = await identity.get();
    for (const component of assembly.components)
      await declareComponent(
        service,
        componentAt(context.baseUrl, component),
        secrets.component(component.name).reveal(),
        options,
      );
  };
  await step(`components at ${context.baseUrl}`, 'registering services and resources', () => declare({}));
  await declare({ adopt: true });
  // Whoever asked the role since it listens has made it read the catalog of an earlier address.
  cloud.running.get('identity')?.forget?.();
  const url = `${context.baseUrl}/astakos/identity/v2.0`;
  await step('administrator', 'making the first administrator', async () => {
    // Written before the account is committed: an administrator whose password nobody has cannot come to be.
    await createFirstAdministrator(await identity.get(), ADMINISTRATOR, ({ email, password, uuid, token }) =>
      writeAdminFile(cloud.data.path, { url, email, password, uuid, token }),
    );
  });
  const kept = readAdminFile(cloud.data.path);
  if (kept !== undefined && kept.url !== url) writeAdminFile(cloud.data.path, { ...kept, url });
}
