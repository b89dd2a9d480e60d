import { CommandError } from '#platform/commands/command-error';
import { flag } from '#platform/commands/options';
import { importServices, othersOf } from '../../domain/catalog/import-catalog.ts';
import { readServices } from '../../domain/catalog/service-documents.ts';
import { defineCommand } from '../command.ts';
import { documentOf, json } from './document-option.ts';
import { tellResources } from './resource-import.ts';

export const serviceImport = defineCommand({
  name: 'service-import',
  summary: 'Register the services of a component and what they count, all of them or none',
  help: 'The document is what snf-service-export and the service-export commands print: a dictionary of services by name.',
  options: {
    json,
    replace: flag('--replace', 'at once take out the services of their components that it does not name'),
  },
  asks: [],
  async run({ service, options: { json: file, replace }, out, ask }) {
    const documents = readServices(await documentOf(ask, file));
    const others = replace ? (await othersOf(service.store, documents)).map(({ name }) => name) : [];
    if (others.length > 0) {
      out.note(`${others.length} services go: ${others.join(', ')}`);
      if (!(await ask.confirm('Take these services out of the catalog, so that no client finds them?')))
        throw new CommandError('Nothing was changed.');
    }
    const { services, resources } = await importServices(service, documents, { replace });
    for (const { name, isNew, elsewhere } of services) {
      out.note(`${isNew ? 'Added' : 'Updated'} service ${name}.`);
      for (const url of elsewhere)
        out.note(`Warning: ${url} of service ${name} is not below the base address of its component.`);
    }
    tellResources(resources, (line) => out.note(line));
  },
});
