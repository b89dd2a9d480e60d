import { argument } from '#platform/commands/options';
import { serviceDetails } from '../../domain/catalog/components.ts';
import { defineCommand } from '../command.ts';

export const serviceShow = defineCommand({
  name: 'service-show',
  summary: 'Show a service of the catalog and where it answers',
  args: [argument('<service>', 'number or name')],
  async run({ service, args: [name], out }) {
    const { offered, endpoints } = await serviceDetails(service, name);
    out.show({ id: offered.id, name: offered.name, component: offered.component, type: offered.type });
    out.table(
      ['endpoint', 'key', 'value'],
      endpoints.flatMap(({ id, attributes }) =>
        Object.entries(attributes).map(([key, value]) => [id, key, value]),
      ),
      'Endpoints',
    );
  },
});
