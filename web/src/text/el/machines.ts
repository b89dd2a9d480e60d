import type { say as English } from '../en/machines.ts';
import { number, plural } from './language.ts';

export const say = {
  title: 'Μηχανές',
  counted: ({ count }) => plural(count, { one: '# μηχανή', other: '# μηχανές' }),
  summary: ({ count, running }) =>
    `${plural(count, { one: '# μηχανή', other: '# μηχανές' })}, ${number(running)} σε λειτουργία`,
  filter: 'Όνομα, ετικέτα, διεύθυνση',
  state: 'Κατάσταση',
  any: 'Όλες',
  view: 'Προβολή',
  cards: 'Κάρτες',
  table: 'Πίνακας',
  live: 'Ζωντανή ενημέρωση',
  reconnecting: 'Επανασύνδεση',
  notLoaded: 'Ο κατάλογος των μηχανών δεν μπόρεσε να φορτωθεί',
  keepRunning: 'Οι μηχανές σας συνεχίζουν να λειτουργούν.',
  none: 'Καμία μηχανή ακόμη',
  noneInProject: 'Καμία μηχανή σε αυτό το έργο',
  noneDetail: 'Επιλέξτε σύστημα και μέγεθος· είναι έτοιμη σε περίπου δύο λεπτά.',
  name: 'Όνομα',
  address: 'Διεύθυνση',
  noAddress: 'καμία',
  cpus: 'CPU',
  memory: 'Μνήμη',
  disk: 'Δίσκος',
  tags: 'Ετικέτες',
  age: 'Ηλικία',
  number: 'Αριθμός',
  actionsOfSelected: 'Ενέργειες για τις επιλεγμένες μηχανές',
  start: ({ some, all }) => `Εκκίνηση${part(some, all)}`,
  shutDown: ({ some, all }) => `Τερματισμός${part(some, all)}`,
  destroy: ({ some, all }) => `Καταστροφή${part(some, all)}…`,
  shutDownMany: ({ count }) =>
    plural(count, { one: 'Τερματισμός # μηχανής', other: 'Τερματισμός # μηχανών' }),
  shutDownManyTitle: ({ count }) =>
    plural(count, { one: 'Να τερματιστεί # μηχανή;', other: 'Να τερματιστούν # μηχανές;' }),
  why: 'Δείτε γιατί',
  step: ({ step }) => `${step}…`,
  building: ({ machine }) => `Δημιουργείται: ${machine}`,
  stoppedFor: ({ age }) => `Σταματημένη εδώ και ${age}. CPU και μνήμη είναι ελεύθερες.`,
  stoppedForDisk: ({ age, disk }) =>
    `Σταματημένη εδώ και ${age}. CPU και μνήμη είναι ελεύθερες· ${disk} GiB δίσκου μετρούν ακόμη.`,
  noWayIn: 'Καμία είσοδος μέσω δικτύου. Χρησιμοποιήστε την οθόνη της.',
  logInCommand: 'η εντολή σύνδεσης',
  noAddressYet: 'Καμία διεύθυνση ακόμη',
  withoutAddress: 'Χωρίς διεύθυνση',
  screen: 'Οθόνη',
  screenOf: ({ machine }) => `Οθόνη: ${machine}`,
  shutDownOne: 'Τερματισμός',
  shutDownOf: ({ machine }) => `Τερματισμός: ${machine}`,
  startOne: 'Εκκίνηση',
  startOf: ({ machine }) => `Εκκίνηση: ${machine}`,
  keepThemRunning: 'Να μείνουν σε λειτουργία',
  interrupted: ({ names }) =>
    `Διακόπτονται όσοι δουλεύουν στις μηχανές ${names}. Οι δίσκοι τους κρατούν τα πάντα.`,
} satisfies typeof English;

function part(some: number, all: number): string {
  return some === all ? '' : ` ${number(some)} από ${number(all)}`;
}
