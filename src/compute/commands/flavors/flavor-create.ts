import { argument, bool, flag, text, withDefault } from '#platform/commands/options';
import { createServableFlavors } from '../../domain/flavors.ts';
import { defineCommand } from '../command.ts';
import { numbersOf, specsOf, templatesOf } from '../options.ts';

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
    specs: text('--specs <key=value,...>', 'specifications to note with each'),
    dryRun: flag('-n, --dry-run', 'only say what would be made'),
  },
  async run({ service, args: [cpu, ram, disk, template], options, out }) {
    const sizes = {
      cpus: numbersOf(cpu, 'cpu'),
      rams: numbersOf(ram, 'ram'),
      disks: numbersOf(disk, 'disk'),
      templates: templatesOf(template),
    };
    const specs = specsOf(options.specs);
    const flavors = await createServableFlavors(service, sizes, { ...options, specs });
    if (options.dryRun)
      return out.note(`${flavors.length} flavors would be made, where they are not there yet.`);
    for (const { name, created, deleted } of flavors) {
      const hint =
        deleted === undefined
          ? ''
          : ` It is deleted: 'flavor-modify ${deleted} --deleted False' restores it.`;
      out.note(created ? `Created flavor '${name}'.` : `Flavor '${name}' already exists.${hint}`);
    }
  },
});
