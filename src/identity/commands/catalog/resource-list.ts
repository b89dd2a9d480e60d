import { formatAmount, type UnitStyle } from '../../domain/quota/units.ts';
import type { Resource } from '../../store/catalog/catalog.ts';
import { listedResourceColumns } from '../../store/catalog/listed-catalog.ts';
import { defineListCommand } from '../command.ts';
import { unitStyle } from '../options.ts';

type Row = Resource & { style: UnitStyle };

export const resourceList = defineListCommand({
  name: 'resource-list',
  summary: 'List resources that are counted',
  options: { style: unitStyle },
  columns: listedResourceColumns,
  async pages({ service, options: { style } }, request) {
    const page = await service.store.catalog.listedResources(request);
    return { ...page, rows: page.rows.map((resource) => ({ ...resource, style })) };
  },
  fields: {
    id: { help: 'number of the resource', value: ({ id }: Row) => id, shown: true },
    name: { help: 'its name', value: ({ name }) => name, shown: true },
    system_default: {
      help: "limit of new users' own projects",
      value: ({ systemDefault, unit, style }) => formatAmount(systemDefault, unit, style),
      shown: true,
    },
    project_default: {
      help: 'limit of new projects',
      value: ({ projectDefault, unit, style }) => formatAmount(projectDefault, unit, style),
      shown: true,
    },
    api_visible: { help: 'whether users see it', value: ({ apiVisible }) => apiVisible, shown: true },
    ui_visible: { help: 'whether it can be applied for', value: ({ uiVisible }) => uiVisible, shown: true },
    service_type: { help: 'type of the service that counts it', value: ({ serviceType }) => serviceType },
    service_origin: { help: 'service that counts it', value: ({ serviceOrigin }) => serviceOrigin },
    unit: { help: 'bytes, or nothing', value: ({ unit }) => unit },
    description: { help: 'what it is', value: ({ description }) => description },
  },
});
