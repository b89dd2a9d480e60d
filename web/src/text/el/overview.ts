import type { say as English } from '../en/overview.ts';
import { number, plural } from './language.ts';

export const say = {
  overview: 'Επισκόπηση',
  goodNight: ({ name }) => greeted('Καλό βράδυ', name),
  goodMorning: ({ name }) => greeted('Καλημέρα', name),
  goodAfternoon: ({ name }) => greeted('Καλό απόγευμα', name),
  goodEvening: ({ name }) => greeted('Καλησπέρα', name),
  welcome: ({ name }) => greeted('Καλώς ορίσατε', name),
  nothingNeedsYou: ({ day }) => `${day}. Τίποτα δεν σας χρειάζεται.`,
  needYou: ({ day, count }) => {
    const words = ['', 'Ένα θέμα σάς', 'Δύο θέματα σάς', 'Τρία θέματα σάς', 'Τέσσερα θέματα σάς'];
    const subject = words[count] ?? plural(count, { one: '# θέμα σάς', other: '# θέματα σάς' });
    return `${day}. ${subject} ${plural(count, { one: 'χρειάζεται', other: 'χρειάζονται' })}.`;
  },
  upload: 'Μεταφόρτωση',
  machinesNotLoaded: 'Οι μηχανές δεν μπόρεσαν να φορτωθούν',
  theyKeepRunning: 'Συνεχίζουν να λειτουργούν.',
  files: 'Αρχεία',
  filesNotLoaded: 'Τα αρχεία δεν φορτώθηκαν',
  filesAreSafe: 'Είναι αποθηκευμένα με ασφάλεια.',
  filesOf: ({ count, size }) => `${plural(count, { one: '# αρχείο', other: '# αρχεία' })}, ${size}`,
  noFiles: 'Κανένα αρχείο ακόμη.',
  machines: 'Μηχανές',
  running: ({ count }) => plural(count, { other: '# σε λειτουργία' }),
  all: ({ count }) => `Όλες: ${number(count)}`,
  noMachines: 'Καμία μηχανή ακόμη.',
  createMachine: 'Δημιουργία μηχανής',
  building: ({ machine }) => `Δημιουργείται: ${machine}`,
  needsYou: 'Σας χρειάζονται',
  quota: 'Όρια χρήσης',
  quotaOfYours: 'Όρια του δικού σας έργου',
  quotaOf: ({ project }) => `Όρια του έργου ${project}`,
  quotaUnknown: 'Άγνωστα αυτή τη στιγμή: η υπηρεσία ορίων δεν απάντησε. Τα υπόλοιπα λειτουργούν.',
  yours: 'Δικά σας',
  otherMembers: 'Άλλων μελών',
  ninetyPercent: '90% ή περισσότερο',
  accountReady: 'Ο λογαριασμός σας είναι έτοιμος. Δείτε τι μπορείτε να κάνετε με αυτόν.',
  firstSteps: 'Πρώτα βήματα',
  addSshKey: 'Προσθέστε ένα κλειδί SSH',
  addSshKeyWhy: 'Για να συνδέεστε σε μια μηχανή χωρίς κωδικό.',
  addKey: 'Προσθήκη κλειδιού',
  firstMachine: 'Δημιουργήστε την πρώτη σας μηχανή',
  firstMachineHow: 'Επιλέξτε σύστημα και μέγεθος· τα υπόλοιπα είναι συμπληρωμένα.',
  putFile: 'Βάλτε ένα αρχείο στο cloud',
  putFileHow: 'Σύρετε έναν φάκελο στα Αρχεία. Ό,τι έχει ήδη το cloud δεν στέλνεται ξανά.',
  openFiles: 'Άνοιγμα Αρχείων',
  terminal: 'Δουλέψτε από τερματικό',
  terminalHow: 'kamaki, rclone και swift, με τις ρυθμίσεις συμπληρωμένες.',
  setUp: 'Ρύθμιση',
  done: 'Έγινε',
  goodToKnow: 'Καλό να το ξέρετε',
  stoppedGivesBack: 'Μια σταματημένη μηχανή επιστρέφει CPU και μνήμη, αλλά ο δίσκος της συνεχίζει να μετρά.',
  mayUse: 'Τι μπορείτε να χρησιμοποιήσετε',
  nothingUsed: 'Δεν χρησιμοποιείται τίποτα ακόμη.',
} satisfies typeof English;

function greeted(greeting: string, name: string): string {
  return name === '' ? greeting : `${greeting}, ${name}`;
}
