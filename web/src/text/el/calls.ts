import type { say as English } from '../en/calls.ts';
import { plural } from './language.ts';

export const say = {
  unreachable: 'Το cloud δεν αποκρίνεται.',
  sessionEnded: 'Η σύνδεση έληξε.',
  notAllowed: 'Αυτό δεν επιτρέπεται.',
  notFound: 'Δεν υπάρχει, ή δεν έχετε δικαίωμα να το δείτε.',
  doesNotFit: 'Δεν χωρά.',
  notReady: 'Η υπηρεσία δεν είναι έτοιμη.',
  answeredError: ({ status }) => `Το cloud απάντησε με σφάλμα (${status}).`,
  unknownReason: 'Δεν έγινε, για μια αιτία που αυτή η σελίδα δεν γνωρίζει.',
  nothingDone: 'Δεν υπάρχει σύνδεση: δεν έγινε τίποτα.',
  otherAccount: ({ email }) => `Τώρα είναι συνδεδεμένος ο λογαριασμός ${email}. Φορτώστε ξανά τη σελίδα.`,
  identitySilent: 'Η υπηρεσία ταυτότητας δεν απάντησε.',
  wrongPassword: 'Το e-mail ή ο κωδικός είναι λάθος.',
  accountUnusable:
    'Αυτός ο λογαριασμός δεν μπορεί να χρησιμοποιηθεί τώρα: περιμένει επιβεβαίωση ή αποδοχή, ή αποκλείστηκε. Ρωτήστε όσους διαχειρίζονται το νέφος.',
  tooManyAttempts: 'Πολλές προσπάθειες. Δοκιμάστε ξανά αργότερα.',
  tooManyAttemptsFor: ({ seconds }) =>
    plural(seconds, {
      one: 'Πολλές προσπάθειες. Δοκιμάστε ξανά σε # δευτερόλεπτο.',
      other: 'Πολλές προσπάθειες. Δοκιμάστε ξανά σε # δευτερόλεπτα.',
    }),
  nameTaken: ({ name }) => `Υπάρχουν ήδη πολλά με το όνομα ${name}.`,
  dotName: 'Ο browser δεν φτάνει ένα όνομα με μέρος «.» ή «..»: μετονομάστε το με το kamaki.',
  noLogIn: 'Το cloud δεν μπορεί να συνδέσει κανέναν αυτή τη στιγμή. Δοκιμάστε ξανά σε ένα λεπτό.',
} satisfies typeof English;
