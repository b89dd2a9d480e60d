import type { say as English } from '../en/parts.ts';

import { sentence } from '../words.ts';

export const say = {
  cancel: 'Άκυρο',
  close: 'Κλείσιμο',
  copy: 'Αντιγραφή',
  copied: 'Αντιγράφηκε',
  copyOf: ({ name }) => `Αντιγραφή: ${name}`,
  copyReport: 'Αντιγραφή αναφοράς',
  tryAgain: 'Νέα προσπάθεια',
  open: 'Άνοιγμα',
  name: 'Όνομα',
  machinesKeepRunning: 'Οι μηχανές σας συνεχίζουν να λειτουργούν.',
  noConnection: 'Δεν υπάρχει σύνδεση: θα λειτουργήσει ξανά όταν το cloud θα είναι προσβάσιμο.',
  keepIt: 'Να μείνει',
  typedDelete: 'διαγραφή',
  typeToConfirm: ({ name }) => sentence`Πληκτρολογήστε ${name} για επιβεβαίωση`,
  loading: 'Φορτώνει',
} satisfies typeof English;
