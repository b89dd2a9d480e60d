import { importServices } from '../../domain/catalog/import-catalog.ts';
import { readServices } from '../../domain/catalog/service-documents.ts';
import { defineCommand } from '../command.ts';
import { documentOf, json } from './document-option.ts';
import { tellResources } from './resource-import.ts';

export const serviceImport = defineCommand({
  name: 'service-import',
  summary: 'Register the services of a component and what they count, all of them or none',
  help: 'The document is what snf-service-export and the service-export commands print: a dictionary of services by name.',
  options: { json },
  async run({ service, options, out, ask }) {
    const { services, resources } = await importServices(
      service,
      readServices(await documentOf(ask, options.json)),
    );
    for (const { name, isNew, elsewhere } of services) {
      out.note(`${isNew ? 'Added' : 'Updated'} service ${name}.`);
      for (const url of elsewhere)
        out.note(`Warning: ${url} of service ${name} is not below the base address of its component.`);
    }
    tellResources(resources, (line) => out.note(line));
  },
});
