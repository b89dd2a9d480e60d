import { defineCommand } from '../cli/command.ts';
import { filterNames, nameFilters } from '../cli/filters.ts';
import { LOCATION_HELP, placeOptions, placeOrContainer, placeText } from '../cli/location.ts';
import { count, flag, text } from '../cli/option.ts';
import type { Document } from '../client/document.ts';
import { numberOf, textOf } from '../client/document.ts';
import { formatSize } from '../output/format-size.ts';
import type { Output } from '../output/output.ts';
import { printContainers } from './container.ts';

export const fileList = defineCommand({
  name: 'file list',
  summary: 'List your containers, or the files of one',
  help: `Without a place: the containers. With the name of a container, or /CONTAINER[/BEGINNING]: its files.\n${LOCATION_HELP}`,
  args: ['[place]'],
  options: {
    ...nameFilters,
    ...placeOptions,
    detail: flag('-l, --list', 'everything about each'),
    limit: count('-n, --number <count>', 'at most so many'),
    marker: text('--marker <name>', 'only names after this one'),
    delimiter: text('--delimiter <text>', 'only up to this text in the name, such as /'),
    meta: text('--meta <filter>', 'only with this metadata: key, !key or key=value'),
    until: text('--until <unix time>', 'as it was then'),
    sharedByMe: flag('--shared-by-me', 'only shared ones'),
    public: flag('--public', 'only published ones'),
    enumerate: flag('--enumerate', 'number the lines'),
    recursive: flag('-r, --recursive', 'of all containers'),
  },
  async run({ args, options, cloud, out }) {
    const opened = cloud();
    const filter = {
      ...(options.limit === undefined ? {} : { limit: options.limit }),
      ...(options.marker === undefined ? {} : { marker: options.marker }),
      ...(options.until === undefined ? {} : { until: options.until }),
      shared: options.sharedByMe,
      public: options.public,
    };
    const [words] = args;
    if (words === undefined && options.container === undefined) {
      const store = await opened.objects(options.account);
      const containers = filterNames(await store.containers(filter), options);
      if (options.recursive) for (const entry of containers) entry['objects'] = await store.objects(textOf(entry, 'name'));
      return printContainers(out, containers, options);
    }
    const place = await placeOrContainer(opened, words ?? '', options);
    const objects = await place.store.objects(place.container, {
      ...filter,
      prefix: place.path,
      ...(options.delimiter === undefined ? {} : { delimiter: options.delimiter }),
      ...(options.meta === undefined ? {} : { meta: options.meta }),
    });
    if (objects.length === 0) out.note(`Nothing in ${placeText(place)}`);
    const shown = filterNames(objects, options);
    if (out.format === 'json') out.json(shown);
    else printObjects(out, shown, options);
  },
});

/** `   2.5KiB name` a line, `D` for folders; or everything about each. */
export function printObjects(out: Output, objects: readonly Document[], style: { detail: boolean; enumerate: boolean }): void {
  const digits = String(objects.length).length;
  for (const [index, object] of objects.entries()) {
    const number = style.enumerate ? `${String(index + 1).padStart(digits)}. ` : '';
    if ('subdir' in object) {
      out.line(`${number}${'D'.padStart(9)} ${textOf(object, 'subdir')}`);
      continue;
    }
    const isFolder = textOf(object, 'content_type').startsWith('application/directory');
    const size = isFolder ? 'D' : formatSize(numberOf(object, 'bytes'));
    if (!style.detail) {
      out.line(`${number}${size.padStart(9)} ${textOf(object, 'name')}${isFolder ? '/' : ''}`);
      continue;
    }
    const { name, ...rest } = object;
    out.line(`${number}${String(name)}`);
    out.record(isFolder ? rest : { ...rest, bytes: `${textOf(object, 'bytes')} (${size})` });
    out.line('');
  }
}
