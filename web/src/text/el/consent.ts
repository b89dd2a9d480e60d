import type { say as English } from '../en/consent.ts';

export const say = {
  terms: 'Όροι χρήσης',
  termsNotRead: 'Οι όροι δεν διαβάστηκαν',
  agree: 'Συμφωνώ',
  agreeMeans: 'Αυτοί οι όροι είναι νέοι για εσάς. Θα μπορέσετε να συνεχίσετε μόλις συμφωνήσετε.',
  logOut: 'Αποσύνδεση',
} satisfies typeof English;
