import { astakosComponent } from '../../component.ts';
import { resourcesDocument, servicesDocument } from '../../domain/catalog/service-documents.ts';
import { defineCommand } from '../command.ts';

const serviceExport = defineCommand({
  name: 'service-export-astakos',
  summary: 'Print the services of identity and what they count, as service-import reads them',
  async run({ service, out }) {
    out.document(servicesDocument(`${service.baseUrl}/${astakosComponent.prefix}`, astakosComponent));
  },
});

const resourceExport = defineCommand({
  name: 'resource-export-astakos',
  summary: 'Print what identity counts, as resource-import reads it',
  async run({ out }) {
    out.document(resourcesDocument(astakosComponent));
  },
});

export const catalogExports = [serviceExport, resourceExport];
