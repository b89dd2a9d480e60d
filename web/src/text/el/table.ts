import type { say as English } from '../en/table.ts';
import { number } from './language.ts';

export const say = {
  selectAll: ({ what }) => `Επιλογή όλων: ${what}`,
  select: ({ name }) => `Επιλογή: ${name}`,
  selected: ({ count }) => `Επιλεγμένα: ${number(count)}`,
  clearSelection: 'Αναίρεση της επιλογής',
  columns: 'Στήλες',
  actions: 'Ενέργειες',
  loading: 'Φορτώνει',
  nothingMatches: ({ text }) => `Τίποτα δεν ταιριάζει με «${text}»`,
  hidden: ({ what }) => `Κρυμμένα από το φίλτρο: ${what}.`,
  clearFilter: 'Καθαρισμός του φίλτρου',
} satisfies typeof English;
