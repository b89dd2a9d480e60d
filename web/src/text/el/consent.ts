import type { say as English } from '../en/consent.ts';

export const say = {
  terms: 'Όροι χρήσης',
  termsNotRead: 'Οι όροι δεν διαβάστηκαν',
  agree: 'Συμφωνώ',
  agreeMeans: 'Αυτοί οι όροι είναι νέοι για εσάς. Θα μπορέσετε να συνεχίσετε μόλις συμφωνήσετε.',
  logOut: 'Αποσύνδεση',
  handOver: 'Παράδοση πρόσβασης',
  programAsks: ({ email }) => `Ένα πρόγραμμα στη συσκευή σας ζητά πρόσβαση ως ${email}:`,
  handOverMeans:
    'Θα πάρει ένα νέο διακριτικό API και θα μπορεί ό,τι μπορείτε κι εσείς. Το διακριτικό που έχουν τα άλλα προγράμματά σας παύει να ισχύει.',
  renewMeans: 'Αποσυνδέονται και οι άλλες συνεδρίες σας.',
  handedOver: 'Το πρόγραμμα έχει πρόσβαση. Μπορείτε να κλείσετε αυτή τη σελίδα.',
  otherAccount: 'Αποσύνδεση και χρήση άλλου λογαριασμού',
  authorize: 'Άδεια πρόσβασης',
  notAuthorized: 'Αυτό το αίτημα δεν μπορεί να απαντηθεί',
  clientAsks: ({ client, email }) => `Το ${client} ζητά πρόσβαση ως ${email} σε:`,
  goesOn: ({ place }) => `Θα μεταβείτε στο ${place}.`,
  allow: 'Άδεια',
} satisfies typeof English;
