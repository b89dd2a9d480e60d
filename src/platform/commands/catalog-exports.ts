import type { ComponentOutline } from '../service/component-outline.ts';
import { resourcesDocument, servicesDocument } from '../service/export-catalog.ts';
import { commandsOf, type ServiceCommand } from './service-command.ts';

/** The commands by which a component tells identity what it offers and counts, when they are not of one cloud. */
export function catalogExports<S>(of: {
  role: string;
  component: ComponentOutline;
  /** Base address of the cloud, without a final slash. */
  baseUrl(service: S): string;
}): ServiceCommand<S>[] {
  const { defineCommand } = commandsOf<S>(of.role);
  const { component } = of;
  const services = defineCommand({
    name: `service-export-${component.name}`,
    summary: `Print the services of ${of.role} and what they count, as service-import reads them`,
    async run({ service, out }) {
      out.document(servicesDocument(`${of.baseUrl(service)}/${component.prefix}`, component));
    },
  });
  const resources = defineCommand({
    name: `resource-export-${component.name}`,
    summary: `Print what ${of.role} counts, as resource-import reads it`,
    async run({ out }) {
      out.document(resourcesDocument(component));
    },
  });
  return [services, resources];
}
