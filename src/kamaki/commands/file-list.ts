import { defineCommand } from '../cli/command.ts';
import { filterNames, nameFilters } from '../cli/filters.ts';
import { LOCATION_HELP, placeOptions, placeOrContainer, placeText } from '../cli/location.ts';
import { argument, count, flag, text } from '#platform/commands/options';
import { textOf } from '../client/document.ts';
import { printContainers, printObjects } from './object-listing.ts';

export const fileList = defineCommand({
  name: 'file list',
  summary: 'List your containers, or the files of one',
  help: `Without a place: the containers. With the name of a container, or /CONTAINER[/BEGINNING]: its files.\n${LOCATION_HELP}`,
  args: [argument('[place]')],
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
    enumerate: flag('--enumerate', 'number the lines'),
    recursive: flag('-r, --recursive', 'of all containers'),
  },
  async run({ args, options, cloud, out }) {
    const opened = cloud();
    const { limit, marker, until, delimiter, meta, sharedByMe: shared } = options;
    const filter = { limit, marker, until, shared };
    const [words] = args;
    if (words === undefined && options.container === undefined) {
      const store = await opened.objects(options.account);
      const containers = filterNames(await store.containers(filter), options);
      if (options.recursive)
        for (const entry of containers) entry['objects'] = await store.objects(textOf(entry, 'name'));
      return printContainers(out, containers, options);
    }
    const place = await placeOrContainer(opened, words ?? '', options);
    const objects = await place.store.objects(place.container, {
      ...filter,
      prefix: place.path,
      delimiter,
      meta,
    });
    if (objects.length === 0) out.note(`Nothing in ${placeText(place)}`);
    const shown = filterNames(objects, options);
    if (out.format === 'json') out.json(shown);
    else printObjects(out, shown, options);
  },
});
