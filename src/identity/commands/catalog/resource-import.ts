import { importResources } from '../../domain/catalog/import-catalog.ts';
import { readResources } from '../../domain/catalog/service-documents.ts';
import { defineCommand } from '../command.ts';
import { documentOf, json } from './document-option.ts';

export const resourceImport = defineCommand({
  name: 'resource-import',
  summary: 'Register what services count, all of it or nothing; limits of known resources stay',
  help: 'The document is a list, as the resource-export commands print it. The services must be registered.',
  options: { json },
  async run({ service, options, out, ask }) {
    const resources = readResources(await documentOf(ask, options.json));
    tellResources(await importResources(service, resources), (line) => out.line(line));
  },
});

/** Says what became of each resource. */
export function tellResources(
  resources: readonly { name: string; isNew: boolean }[],
  tell: (line: string) => void,
): void {
  for (const { name, isNew } of resources)
    tell(`Resource '${name}' ${isNew ? 'created in database with unlimited quota' : 'updated in database'}.`);
}
