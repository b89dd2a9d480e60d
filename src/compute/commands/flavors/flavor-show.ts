import { argument } from '#platform/commands/options';
import { CommandError } from '#platform/commands/command-error';
import { flavorName } from '../../domain/flavors.ts';
import type { FlavorRow } from '../../store/flavors.ts';
import { defineCommand } from '../command.ts';
import { idOf, specsText } from '../options.ts';

export const flavorShow = defineCommand({
  name: 'flavor-show',
  summary: 'Show a flavor, deleted ones too',
  args: [argument('<flavor>', 'number of the flavor')],
  async run({ service, args: [flavor], out }) {
    const id = idOf(flavor, '', 'Flavor');
    const found = await service.store.flavors.find(id);
    if (found === undefined)
      throw new CommandError(
        `Flavor with ID ${id} does not exist. Use flavor-list to find out available flavor IDs.`,
      );
    out.show(flavorRecord(found));
  },
});

/** A flavor as the administrator reads it. */
export function flavorRecord(row: FlavorRow): Record<string, unknown> {
  return {
    id: row.id,
    name: flavorName(row),
    cpu: row.cpu,
    ram: row.ram,
    disk: row.disk,
    volume_type: row.volumeTypeId,
    template: row.diskTemplate,
    allow_create: row.allowCreate,
    public: row.public,
    specs: specsText(row.specs),
    deleted: row.deleted,
  };
}
