import type { say as English } from '../en/machines.ts';
import { number, plural } from './language.ts';

export const say = {
  title: 'Μηχανήματα',
  counted: ({ count }) => plural(count, { one: '# μηχάνημα', other: '# μηχανήματα' }),
  summary: ({ count, running }) =>
    `${plural(count, { one: '# μηχάνημα', other: '# μηχανήματα' })}, ${number(running)} σε λειτουργία`,
  filter: 'Φίλτρο ονόματος, ετικέτας ή διεύθυνσης',
  state: 'Κατάσταση',
  any: 'Όλες',
  view: 'Προβολή',
  cards: 'Κάρτες',
  table: 'Πίνακας',
  live: 'Ζωντανά',
  reconnecting: 'Επανασύνδεση',
  notLoaded: 'Η λίστα των μηχανημάτων δεν φορτώθηκε',
  keepRunning: 'Τα μηχανήματά σας συνεχίζουν να λειτουργούν.',
  none: 'Κανένα μηχάνημα ακόμη',
  noneDetail: 'Διαλέξτε σύστημα και μέγεθος· είναι έτοιμο σε περίπου δύο λεπτά.',
  name: 'Όνομα',
  address: 'Διεύθυνση',
  noAddress: 'καμία',
  cpus: 'CPU',
  memory: 'Μνήμη',
  disk: 'Δίσκος',
  tags: 'Ετικέτες',
  age: 'Ηλικία',
  number: 'Αριθμός',
  actionsOfSelected: 'Ενέργειες των επιλεγμένων μηχανημάτων',
  start: ({ some, all }) => `Εκκίνηση${part(some, all)}`,
  shutDown: ({ some, all }) => `Τερματισμός${part(some, all)}`,
  destroy: ({ some, all }) => `Καταστροφή${part(some, all)}…`,
  shutDownMany: ({ count }) =>
    plural(count, { one: 'Τερματισμός # μηχανήματος', other: 'Τερματισμός # μηχανημάτων' }),
  shutDownManyTitle: ({ count }) =>
    plural(count, { one: 'Τερματισμός # μηχανήματος;', other: 'Τερματισμός # μηχανημάτων;' }),
  keepThemRunning: 'Να μείνουν σε λειτουργία',
  interrupted: ({ names }) =>
    `Διακόπτονται όσοι δουλεύουν στα μηχανήματα ${names}. Οι δίσκοι τους κρατούν τα πάντα.`,
} satisfies typeof English;

function part(some: number, all: number): string {
  return some === all ? '' : ` ${number(some)} από ${number(all)}`;
}
