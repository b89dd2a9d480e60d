import { argument } from '#platform/commands/options';
import { componentDetails } from '../../domain/catalog/components.ts';
import { defineCommand } from '../command.ts';

/** What stands where the original printed a token: it is kept as a hash, and told only when it is made. */
export const KEPT_TOKEN = '***';

export const componentShow = defineCommand({
  name: 'component-show',
  summary: 'Show a component and the services that it offers',
  args: [argument('<component>', 'number or name')],
  async run({ service, args: [name], out }) {
    const { component, services } = await componentDetails(service, name);
    out.show({
      id: component.id,
      name: component.name,
      'base url': component.baseUrl,
      'ui url': component.uiUrl,
      token: KEPT_TOKEN,
      'token created': component.tokenCreatedAt,
      'token expires': component.tokenExpiresAt,
    });
    out.table(
      ['id', 'name', 'type'],
      services.map(({ id, name: offered, type }) => [id, offered, type]),
      'Services',
    );
  },
});
