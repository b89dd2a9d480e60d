import { CommandError } from '#platform/commands/command-error';
import { argument, bool, flag, withDefault } from '#platform/commands/options';
import type { Compute } from '../../domain/compute.ts';
import { checkServable, createFlavors } from '../../domain/flavors.ts';
import { defineCommand } from '../command.ts';
import { numbersOf } from '../options.ts';

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
    const cpus = numbersOf(cpu, 'cpu');
    const rams = numbersOf(ram, 'ram');
    const disks = numbersOf(disk, 'disk');
    const templates = await templatesOf(service, template.split(','));
    const sizes = { cpus, rams, disks, templates };
    await checkServable(service, sizes);
    if (options.dryRun) {
      const count = sizes.cpus.length * sizes.rams.length * sizes.disks.length * templates.length;
      out.note(`${count} flavors would be made, where they are not there yet.`);
      return;
    }
    for (const { name, created } of await createFlavors(service, sizes, options.public)) {
      out.note(created ? `Created flavor '${name}'.` : `Flavor '${name}' already exists.`);
    }
  },
});

/** A number is that of a volume type; anything else is a template by name. */
async function templatesOf({ store }: Compute, texts: readonly string[]): Promise<string[]> {
  const names = texts.map((text) => text.trim());
  const types = await store.flavors.volumeTypes(names.filter(isNumber).map(Number));
  return names.map((name) => {
    if (isNumber(name)) {
      const type = types.get(Number(name));
      if (type === undefined) throw new CommandError(`There is no volume type ${name}.`);
      return type.diskTemplate;
    }
    if (!/^[a-z][a-z0-9_]{0,31}$/.test(name)) throw new CommandError(`'${name}' is not a disk template.`);
    return name;
  });
}

const isNumber = (text: string): boolean => /^\d{1,9}$/.test(text);
