import { listColumn } from '#platform/database/list-page';

/** What the administrator's lists of the catalog can be filtered and ordered by. */
export const listedComponentColumns = {
  id: listColumn.number('components.id'),
  name: listColumn.text('components.name'),
  base_url: listColumn.text('components.base_url'),
  ui_url: listColumn.text('components.ui_url'),
  token_created: listColumn.time('components.token_created_at'),
  token_expires: listColumn.time('components.token_expires_at'),
  may_force: listColumn.flag('components.may_force'),
};

export const listedServiceColumns = {
  id: listColumn.number('s.id'),
  name: listColumn.text('s.name'),
  component: listColumn.text('c.name'),
  type: listColumn.text('s.type'),
};

export const listedResourceColumns = {
  id: listColumn.number('resources.id'),
  name: listColumn.text('resources.name'),
  api_visible: listColumn.flag('resources.api_visible'),
  ui_visible: listColumn.flag('resources.ui_visible'),
  service_type: listColumn.text('resources.service_type'),
  service_origin: listColumn.text('resources.service_origin'),
  unit: listColumn.text('resources.unit'),
  description: listColumn.text('resources.description'),
};
