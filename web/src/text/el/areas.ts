import type { say as English } from '../en/areas.ts';
import { plural } from './language.ts';

export const say = {
  overview: 'Επισκόπηση',
  images: 'Εικόνες',
  networks: 'Δίκτυα',
  access: 'Κλειδιά και API',
  machines: 'Μηχανές',
  files: 'Αρχεία',
  projects: 'Έργα',
  cloudState: 'Κατάσταση',
  applications: 'Αιτήσεις',
  allProjects: 'Όλα τα έργα',
  mail: 'Μηνύματα',
  users: 'Χρήστες',
  accountsWait: ({ count }) =>
    plural(count, { one: '# λογαριασμός περιμένει', other: '# λογαριασμοί περιμένουν' }),
  accountsWaitMeans: 'Θα μπορούν να συνδεθούν όταν τους δεχτείτε.',
  audit: 'Έλεγχος',
  allMachines: 'Όλες οι μηχανές',
  allNetworks: 'Όλα τα δίκτυα',
  backends: 'Συστοιχίες',
  askToJoin: ({ count, project }) =>
    `${plural(count, { one: '# άτομο ζητά να συμμετάσχει', other: '# άτομα ζητούν να συμμετάσχουν' })} στο έργο ${project}`,
  askToJoinMeans: 'Περιμένουν την απάντησή σας.',
  applicationsWait: ({ count }) =>
    plural(count, { one: '# αίτηση περιμένει', other: '# αιτήσεις περιμένουν' }),
  applicationsWaitMeans: 'Κάποιος ζήτησε ένα έργο, ή μια αλλαγή έργου.',
  review: 'Εξέταση',
  account: 'Λογαριασμός',
  diskLow:
    'Ο χώρος στους δίσκους του cloud κοντεύει να τελειώσει. Μεγάλες μεταφορτώσεις μπορεί να μη γίνουν δεκτές μέχρι ο διαχειριστής του να κάνει χώρο· τίποτα δεν χάνεται.',
  diskFull:
    'Δεν υπάρχει πια χώρος στους δίσκους του cloud. Μεταφορτώσεις και νέες μηχανές περιμένουν μέχρι ο διαχειριστής του να κάνει χώρο· όλα τα άλλα λειτουργούν.',
  notBuilt: ({ machine }) => `Η μηχανή ${machine} δεν μπόρεσε να δημιουργηθεί`,
  notMade: ({ network }) => `Το δίκτυο ${network} δεν μπόρεσε να δημιουργηθεί`,
  notMadeMeans: 'Καμία μηχανή δεν συνδέεται σε αυτό. Διαγράψτε το και φτιάξτε άλλο.',
  seeWhy: 'Δείτε γιατί',
  nearlyFull: ({ resource, percent }) => `${resource}: χρησιμοποιείται το ${percent}% του ορίου`,
  left: ({ left, total }) => `Υπόλοιπο: ${left} από ${total}.`,
  freeSpace: 'Αποδέσμευση χώρου',
  machinesRunOn: 'Οι μηχανές συνεχίζουν να λειτουργούν.',
  uploadsWait: 'Οι μεταφορτώσεις περιμένουν και συνεχίζουν μόνες τους.',
} satisfies typeof English;
