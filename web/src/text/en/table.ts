import { number } from './language.ts';

export const say = {
  /** `what`: "3 machines". */
  selectAll: ({ what }: { what: string }) => `Select all ${what}`,
  select: ({ name }: { name: string }) => `Select ${name}`,
  selected: ({ count }: { count: number }) => `${number(count)} selected`,
  clearSelection: 'Clear the selection',
  columns: 'Columns',
  actions: 'Actions',
  loading: 'Loading',
  nothingMatches: ({ text }: { text: string }) => `Nothing matches “${text}”`,
  hidden: ({ what }: { what: string }) => `Hidden by the filter: ${what}.`,
  clearFilter: 'Clear filter',
};
