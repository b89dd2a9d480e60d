import { readShortages } from '#contract/shortages';
import { say } from '#text/shortages';
import { ALL_RESOURCES } from './all-resources.ts';
import { count } from './format.ts';

/** "Machines: 1 asked for, 2 used, 0 reserved; your limit in the project is 2.", for each limit that was in the way. */
export function shortageWords(shortages: string): string {
  return readShortages(shortages)
    .map(({ resource, of, ...amounts }) => {
      const { label = resource, format = count } = ALL_RESOURCES.find(({ name }) => name === resource) ?? {};
      return say.short({
        resource: label,
        asked: format(Number(amounts.asked)),
        used: format(Number(amounts.used)),
        reserved: format(Number(amounts.reserved)),
        limit: format(Number(amounts.limit)),
        whose: of === 'project' ? say.project : say.member,
      });
    })
    .join(' ');
}
