import { lazyService } from '#platform/service/lazy-service';
import type { SetUp, SetUpContext } from '#platform/service/set-up';
import { createFirstAdministrator } from './domain/accounts/first-administrator.ts';
import { componentAt } from './domain/catalog/component-at.ts';
import { declareComponent, type DeclareOptions } from './domain/catalog/declare-component.ts';
import { identityRole } from './service.ts';

const ADMINISTRATOR = { email: 'admin@synnefo.local', firstName: 'Cloud', lastName: 'Administrator' };

/** Registers what this release declares of the components at this base address, and makes the first administrator. */
async function prepare({ context, components, account, step }: SetUpContext): Promise<void> {
  await using identity = lazyService(identityRole, context);
  const declare = async (options: DeclareOptions): Promise<void> => {
    const service = await identity.get();
    for (const component of components)
      await declareComponent(
        service,
        componentAt(context.baseUrl, component),
        context.secrets.component(component.name).reveal(),
        options,
      );
  };
  await step(`components at ${context.baseUrl}`, 'registering services and resources', () => declare({}));
  await declare({ adopt: true });
  const url = `${context.baseUrl}/astakos/identity/v2.0`;
  await step('administrator', 'making the first administrator', async () => {
    // Written before the account is committed: an administrator whose password nobody has cannot come to be.
    await createFirstAdministrator(await identity.get(), ADMINISTRATOR, ({ email, password, uuid, token }) =>
      account.keep({ url, email, password, uuid, token }),
    );
  });
  const kept = account.read();
  if (kept !== undefined && kept.url !== url) account.keep({ ...kept, url });
}

export const identitySetUp: SetUp = { prepare };
