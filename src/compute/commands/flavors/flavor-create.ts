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
    const templates = await Promise.all(
      (args[3] ?? '').split(',').map((text) => templateOf(service, text.trim())),
    );
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
async function templateOf({ store }: Compute, text: string): Promise<string> {
  if (/^\d{1,9}$/.test(text)) {
    const type = await store.findVolumeType(store.db, Number(text));
    if (type === undefined) throw new CommandError(`There is no volume type ${text}.`);
    return type.disk_template;
  }
  if (!/^[a-z][a-z0-9_]{0,31}$/.test(text)) throw new CommandError(`'${text}' is not a disk template.`);
  return text;
}
