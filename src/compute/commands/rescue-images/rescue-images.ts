import { randomUUID } from 'node:crypto';
import { CommandError, usageError } from '#platform/commands/command-error';
import { argument, bool, choice, flag, text, withDefault } from '#platform/commands/options';
import {
  createRescueImage,
  modifyRescueImage,
  removeRescueImage,
  type RescueImageChange,
} from '../../domain/rescue-images/rescue-images.ts';
import { listedRescueImageColumns, type RescueImageRow } from '../../store/rescue-images.ts';
import { defineCommand, defineListCommand } from '../command.ts';
import { confirmOrStop, idOf } from '../options.ts';
import { requireReachable } from './reachable.ts';

const common = {
  name: text('--name <name>', 'its name'),
  location: text('--location <location>', 'address, or path below RESCUE_IMAGE_PATH'),
  locationType: choice('--location-type <type>', 'which of both, where that is not plain', ['http', 'file']),
  osFamily: text('--os-family <family>', 'family of the system on it, such as linux'),
  os: text('--os <os>', 'the system on it'),
  targetOsFamily: text('--target-os-family <family>', 'family of the systems that it is meant for'),
  targetOs: text('--target-os <os>', 'the system that it is meant for'),
};
const dryRun = flag('-n, --dry-run', 'only check it');

const rescueImageCreate = defineCommand({
  name: 'rescue-image-create',
  summary: 'Add a medium that machines can be rescued with',
  options: {
    ...common,
    isDefault: withDefault(bool('--default <bool>', 'for systems that no other is meant for'), false),
    dryRun,
  },
  async run({ service, options: { dryRun: isDry, ...options }, out, signal }) {
    const { location, name = `rescue-image-${randomUUID()}`, ...rest } = options;
    if (location === undefined) throw usageError('--location must be given.');
    await requireReachable(location, rest.locationType, signal);
    if (isDry) return out.note('It would be added.');
    const image = await createRescueImage(service, { name, location, ...given(rest) });
    out.note(`Added rescue image ${image.id}, ${image.name}.`);
  },
});

const rescueImageList = defineListCommand({
  name: 'rescue-image-list',
  summary: 'List media that machines can be rescued with, removed ones too',
  columns: listedRescueImageColumns,
  pages: ({ service }, request) => service.store.rescueImages.listed(request),
  fields: {
    id: { help: 'number', value: ({ id }: RescueImageRow & { vms: number }) => id, shown: true },
    name: { help: 'name', value: ({ name }) => name, shown: true },
    location_type: { help: 'http or file', value: ({ locationType }) => locationType, shown: true },
    location: { help: 'where it lies', value: ({ location }) => location, shown: true },
    os_family: { help: 'family of its system', value: ({ osFamily }) => osFamily, shown: true },
    os: { help: 'its system', value: ({ os }) => os, shown: true },
    target_os: { help: 'what it is meant for', value: ({ targetOs }) => targetOs, shown: true },
    target_os_family: {
      help: 'families it is meant for',
      value: ({ targetOsFamily }) => targetOsFamily,
      shown: true,
    },
    deleted: { help: 'removed', value: ({ deleted }) => deleted, shown: true },
    is_default: { help: 'for systems without one', value: ({ isDefault }) => isDefault, shown: true },
    vms_using_image: { help: 'machines that use it', value: ({ vms }) => vms, shown: true },
  },
});

const rescueImageModify = defineCommand({
  name: 'rescue-image-modify',
  summary: 'Change a medium; where it lies stays while machines use it',
  args: [argument('<image>', 'number of the rescue image')],
  options: {
    ...common,
    isDefault: bool('--default <bool>', 'for systems that no other is meant for'),
    deleted: bool('--deleted <bool>', 'remove it, or bring it back'),
  },
  async run({ service, args: [image], options, out, signal }) {
    const id = idOf(image, '', 'Rescue image');
    const change: RescueImageChange = given(options);
    if (Object.keys(change).length === 0) throw usageError('Say what to change.');
    if (change.location !== undefined) await requireReachable(change.location, change.locationType, signal);
    await modifyRescueImage(service, id, change);
    out.note(`Changed rescue image ${id}.`);
  },
});

const rescueImageRemove = defineCommand({
  name: 'rescue-image-remove',
  summary: 'Remove a medium; one that machines use only with --force, the default one never',
  args: [argument('<image>', 'number of the rescue image')],
  options: { dryRun, force: flag('-f, --force', 'do not ask, also when machines use it') },
  asks: [],
  async run({ service, args: [image], options, out, ask }) {
    const id = idOf(image, '', 'Rescue image');
    const found = await service.store.rescueImages.find(id);
    if (found === undefined) throw new CommandError(`There is no rescue image ${id}.`);
    if (options.dryRun) return out.note(`${found.name} would be removed.`);
    if (!options.force)
      await confirmOrStop(ask, `Are you sure you want to delete ${found.name}?`, 'Nothing was removed.');
    await removeRescueImage(service, id, { force: options.force });
    out.note(`Removed rescue image ${id}.`);
  },
});

/** What of the options is there. */
function given<T extends object>(options: T): { [Name in keyof T]?: NonNullable<T[Name]> } {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as {
    [Name in keyof T]?: NonNullable<T[Name]>;
  };
}

export const rescueImageCommands = [rescueImageCreate, rescueImageList, rescueImageModify, rescueImageRemove];
