import { argument, bool, flag, withDefault } from '#platform/commands/options';
import { createServableFlavors } from '../../domain/flavors.ts';
import { defineCommand } from '../command.ts';
import { numbersOf, templatesOf } from '../options.ts';

export const flavorCreate = defineCommand({
  name: 'flavor-create',
  summary: 'Make a flavor of every combination of sizes',
  args: [
    argument('<cpu>', 'numbers of processors, with commas between'),
    argument('<ram>', 'sizes of memory in MiB'),
    argument('<disk>', 'sizes of the root disk in GiB'),
    argument('<template>', 'disk templates such as file, or numbers of volume types'),
  ],
  options: {
    public: withDefault(bool('--public <bool>', 'whether everybody may use them'), true),
    dryRun: flag('-n, --dry-run', 'only say what would be made'),
  },
  async run({ service, args: [cpu, ram, disk, template], options, out }) {
    const sizes = {
      cpus: numbersOf(cpu, 'cpu'),
      rams: numbersOf(ram, 'ram'),
      disks: numbersOf(disk, 'disk'),
      templates: templatesOf(template),
    };
    const flavors = await createServableFlavors(service, sizes, options);
    if (options.dryRun)
      return out.note(`${flavors.length} flavors would be made, where they are not there yet.`);
    for (const { name, created } of flavors)
      out.note(created ? `Created flavor '${name}'.` : `Flavor '${name}' already exists.`);
  },
});
