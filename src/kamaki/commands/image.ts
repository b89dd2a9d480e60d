import { imageRecord } from '../client/image-record.ts';
import { defineCommand } from '../cli/command.ts';
import {
  filterFields,
  filterIds,
  filterNames,
  idFilters,
  listOptions,
  mapHas,
  nameFilters,
  onlyFields,
} from '../cli/filters.ts';
import { argument, count, flag, list, pairs, text } from '#platform/commands/options';
import { uuidOf } from '../cli/user-name.ts';
import type { Document } from '../client/document.ts';
import { numberOf, partOf } from '../client/document.ts';
import type { ImageChange } from '#contract/image-client';
import { usageError } from '#platform/commands/command-error';

const BRIEF = ['id', 'name', 'status', 'container_format', 'disk_format', 'size'];

export const imageList = defineCommand({
  name: 'image list',
  summary: 'List the images that you can use',
  options: {
    ...nameFilters,
    ...idFilters,
    ...listOptions,
    diskFormat: text('--disk-format <format>', 'only of this disk format'),
    containerFormat: text('--container-format <format>', 'only of this container format'),
    status: text('--status <status>', 'only of this status'),
    sizeMin: count('--size-min <bytes>', 'only of this size or larger'),
    sizeMax: count('--size-max <bytes>', 'only of this size or smaller'),
    owner: text('--owner <uuid>', "only this user's"),
    ownerName: text('--owner-name <name>', 'the same, by name'),
    property: pairs('--property <key=value>', 'only with this property (may be repeated)'),
    propertyLike: pairs('--property-like <key=value>', 'only with a property that has this in it'),
    order: text('--order <field>', 'by this field; -FIELD: the other way round'),
    members: text('--members-of <image_id>', 'who an image is shared with instead'),
  },
  async run({ options, cloud, out }) {
    const opened = cloud();
    const images = await opened.images();
    if (options.members !== undefined)
      return out.items(await images.members(options.members), { title: ['member_id'] });
    const owner = options.owner ?? (await uuidOf(opened, options.ownerName));
    const needsAll =
      options.detail ||
      owner !== undefined ||
      Object.keys({ ...options.property, ...options.propertyLike }).length > 0;
    const order = { sort_dir: 'asc', ...orderQuery(options.order) };
    const all: Document[] = needsAll ? await images.images(order) : await images.briefImages(order);
    const found = filterNames(filterIds(all, options), options).filter(
      (image) =>
        mapHas(partOf(image, 'properties'), options.property, true) &&
        mapHas(partOf(image, 'properties'), options.propertyLike, false) &&
        numberOf(image, 'size') >= (options.sizeMin ?? 0) &&
        numberOf(image, 'size') <= (options.sizeMax ?? Infinity),
    );
    const fields = {
      owner,
      disk_format: options.diskFormat,
      container_format: options.containerFormat,
      status: options.status,
    };
    const shown = filterFields(found, fields).slice(0, options.limit);
    out.items(options.detail ? shown : onlyFields(shown, BRIEF), options);
  },
});

export const imageInfo = defineCommand({
  name: 'image info',
  summary: 'Show an image',
  aliases: ['image meta'],
  args: [argument('<image_id>')],
  async run({ args, cloud, out }) {
    out.record(imageRecord(await (await cloud().images()).image(args[0])));
  },
});

export const imageModify = defineCommand({
  name: 'image modify',
  aliases: ['image update'],
  summary: 'Change an image; what is not named stays',
  args: [argument('<image_id>')],
  options: {
    name: text('--name <name>', 'another name'),
    diskFormat: text('--disk-format <format>', 'diskdump, extdump or ntfsdump'),
    containerFormat: text('--container-format <format>', 'bare, aki, ari, ami or ovf'),
    publish: flag('--public', 'everyone may use it'),
    unpublish: flag('--private', 'only you and its members may use it'),
    set: pairs('-p, --property-set <key=value>', 'set a property (may be repeated)'),
    remove: list('--property-del <key>', 'remove a property (may be repeated)'),
    addMember: list('--member-add <uuid>', 'share it with this user (may be repeated)'),
    removeMember: list('--member-del <uuid>', 'stop sharing it (may be repeated)'),
  },
  async run({ args, options, cloud }) {
    const [id] = args;
    if (options.publish && options.unpublish) throw usageError('Give --public or --private, not both.');
    const change: ImageChange & { properties: Record<string, string> } = {
      ...(options.name === undefined ? {} : { name: options.name }),
      ...(options.diskFormat === undefined ? {} : { diskFormat: options.diskFormat }),
      ...(options.containerFormat === undefined ? {} : { containerFormat: options.containerFormat }),
      ...(options.publish || options.unpublish ? { isPublic: options.publish } : {}),
      properties: { ...options.set, ...Object.fromEntries(options.remove.map((key) => [key, ''])) },
    };
    const changesRecord = Object.keys(change).length > 1 || Object.keys(change.properties).length > 0;
    if (!changesRecord && options.addMember.length + options.removeMember.length === 0)
      throw usageError('Nothing to change: see kamaki image modify -h');
    const images = await cloud().images();
    for (const member of options.addMember) await images.addMember(id, member);
    for (const member of options.removeMember) await images.removeMember(id, member);
    if (changesRecord) await images.update(id, change);
  },
});

export const imageUnregister = defineCommand({
  name: 'image unregister',
  summary: 'Take an image off the list; its file stays',
  args: [argument('<image_id>')],
  async run({ args, cloud }) {
    await (await cloud().images()).unregister(args[0]);
  },
});

export const imagecomputeList = defineCommand({
  name: 'imagecompute list',
  summary: 'List images as servers are made from them',
  options: {
    ...nameFilters,
    ...idFilters,
    ...listOptions,
    metadata: pairs('--metadata <key=value>', 'only with this property'),
  },
  async run({ options, cloud, out }) {
    const detail = options.detail || Object.keys(options.metadata).length > 0;
    const compute = await cloud().compute();
    const all: Document[] = detail ? await compute.images() : await compute.briefImages();
    const found = filterNames(filterIds(all, options), options).filter((image) =>
      mapHas(partOf(image, 'metadata'), options.metadata, true),
    );
    const shown = found.slice(0, options.limit);
    out.items(options.detail ? shown : onlyFields(shown, ['id', 'name']), options);
  },
});

export const imagecomputeInfo = defineCommand({
  name: 'imagecompute info',
  summary: 'Show an image as compute sees it',
  args: [argument('<image_id>')],
  async run({ args, cloud, out }) {
    out.record(await (await cloud().compute()).image(args[0]));
  },
});

function orderQuery(order: string | undefined): Record<string, string> {
  if (order === undefined) return {};
  return order.startsWith('-') ? { sort_key: order.slice(1), sort_dir: 'desc' } : { sort_key: order };
}
