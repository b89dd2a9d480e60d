import type { say as English } from '../en/palette.ts';
import { plural } from './language.ts';

export const say = {
  find: 'Μετάβαση, εύρεση ή ενέργεια',
  machines: 'Μηχανές',
  files: 'Αρχεία',
  images: 'Εικόνες',
  networks: 'Δίκτυα',
  projects: 'Έργα',
  findHint: 'Μια μηχανή, ένα αρχείο, μια εικόνα, ένα κλειδί, ή πού θέλετε να πάτε',
  found: 'Βρέθηκαν',
  nothingCalled: ({ text }) => `Τίποτα δεν έχει το όνομα «${text}».`,
  groupDo: 'Ενέργειες',
  groupGo: 'Μετάβαση',
  newNetwork: 'Νέο δίκτυο',
  newMachine: 'Νέα μηχανή',
  shortcuts: 'Συντομεύσεις πληκτρολογίου',
  screenOf: ({ machine }) => `Οθόνη: ${machine}`,
  start: ({ machine }) => `Εκκίνηση: ${machine}`,
  shutDown: ({ machine }) => `Τερματισμός: ${machine}`,
  reboot: ({ machine }) => `Επανεκκίνηση: ${machine}`,
  destroy: ({ machine }) => `Καταστροφή: ${machine}`,
  people: 'Άνθρωποι',
  profile: 'Προφίλ και ασφάλεια',
  sshKeys: 'Κλειδιά SSH',
  looking: 'Αναζήτηση…',
  foundCount: ({ count }) => plural(count, { one: 'Βρέθηκε #', other: 'Βρέθηκαν #' }),
} satisfies typeof English;
