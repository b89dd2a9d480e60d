import { CommandError, defineCommand } from '#platform/command';
import type { Compute } from '../../domain/compute.ts';
import { checkServable, createFlavors } from '../../domain/flavors.ts';
import { booleanOf, numbersOf, plainly } from '../options.ts';

export const flavorCreate = defineCommand<Compute>({
  name: 'flavor-create',
  role: 'compute',
  summary: 'Make a flavor of every combination of sizes',
  arguments: [
    { name: '<cpu>', help: 'numbers of processors, with commas between' },
    { name: '<ram>', help: 'sizes of memory in MiB' },
    { name: '<disk>', help: 'sizes of the root disk in GiB' },
    { name: '<template>', help: 'disk templates such as file, or numbers of volume types' },
  ],
  options: [
    { flags: '--public <bool>', help: 'whether everybody may use them', fallback: 'True' },
    { flags: '-n, --dry-run', help: 'only say what would be made' },
  ],
  async handle({ service, args, options, out }) {
    const [cpus, rams, disks] = ['cpu', 'ram', 'disk'].map((what, index) => numbersOf(args[index], what));
    const templates = await templatesOf(service, (args[3] ?? '').split(','));
    const sizes = { cpus: cpus!, rams: rams!, disks: disks!, templates };
    await plainly(() => checkServable(service, sizes));
    if (options['dryRun'] === true) {
      const count = sizes.cpus.length * sizes.rams.length * sizes.disks.length * templates.length;
      out.note(`${count} flavors would be made, where they are not there yet.`);
      return;
    }
    for (const { name, created } of await createFlavors(
      service,
      sizes,
      booleanOf(options, 'public') ?? true,
    )) {
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
