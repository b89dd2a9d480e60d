import type { say as English } from '../en/images.ts';

import { plural } from './language.ts';

export const say = {
  title: 'Εικόνες',
  count: ({ count }) => plural(count, { one: '# εικόνα', other: '# εικόνες' }),
  register: 'Καταχώριση εικόνας',
  notLoaded: 'Οι εικόνες δεν μπόρεσαν να φορτωθούν',
  none: 'Καμία εικόνα ακόμη',
  noneHow:
    'Εικόνα είναι ο δίσκος από τον οποίο ξεκινά μια μηχανή. Βάλτε μία στα Αρχεία και μετά καταχωρίστε την.',
  whose: 'Ποιανού εικόνες',
  public: 'Δημόσιες',
  mine: 'Δικές μου',
  sharedWithMe: 'Σε κοινή χρήση με εμένα',
  filter: 'Φίλτρο ονόματος',
  nothingMatches: ({ filter }) => `Τίποτα δεν ταιριάζει με «${filter}»`,
  clearFilter: 'Καθαρισμός φίλτρου',
  hidden: ({ count }) =>
    plural(count, {
      one: 'Το φίλτρο κρύβει # εικόνα.',
      other: 'Το φίλτρο κρύβει # εικόνες.',
    }),
  yours: ({ size }) => `${size} · δική σας`,
  ofEveryone: ({ size }) => `${size} · δημόσια`,
  sharedWithYou: ({ size }) => `${size} · σε κοινή χρήση με εσάς`,
  notUsable: 'Δεν χρησιμοποιείται',
  diskImage: ({ format }) => `Εικόνα δίσκου, ${format}.`,
  idOf: ({ image }) => `το αναγνωριστικό της εικόνας ${image}`,
  actionsOf: ({ image }) => `Ενέργειες για την εικόνα ${image}`,
  remove: 'Αφαίρεση…',
  removeAsk: ({ image }) => `Να αφαιρεθεί η εικόνα ${image};`,
  removeImage: 'Αφαίρεση εικόνας',
  removeMeans:
    'Δεν θα μπορούν να γίνουν νέες μηχανές από αυτή. Όσες μηχανές έγιναν από αυτή μένουν, όπως και το αρχείο της στα Αρχεία.',
  wholeDisk: 'Ολόκληρος δίσκος (diskdump)',
  linuxFiles: 'Σύστημα αρχείων Linux (extdump)',
  windowsFiles: 'Σύστημα αρχείων Windows (ntfsdump)',
  chooseFile: 'Επιλέξτε το αρχείο που περιέχει τον δίσκο.',
  giveName: 'Δώστε ένα όνομα στην εικόνα.',
  isImage: ({ image }) => `Το ${image} είναι πια εικόνα. Μπορούν να γίνουν νέες μηχανές από αυτή.`,
  container: 'Περιέκτης',
  kindOfFile: 'Είδος αρχείου',
  system: 'Σύστημα (προαιρετικό)',
  accounts: 'Λογαριασμοί μέσα της (προαιρετικό)',
  takesPassword:
    'Το σύστημά της παίρνει κωδικό και κλειδιά SSH στην πρώτη του εκκίνηση, όπως κάνει το cloud-init',
  forEveryone: 'Όλοι σε αυτό το cloud μπορούν να τη χρησιμοποιούν και να διαβάζουν το αρχείο της',
  registerImage: 'Καταχώριση εικόνας',
  file: 'Αρχείο',
  noDiskHere: 'Εδώ δεν υπάρχει αρχείο που να μπορεί να είναι δίσκος',
  fileOf: ({ name, size }) => `${name} (${size})`,
} satisfies typeof English;
