import type { say as English } from '../en/upload.ts';

import { plural } from './language.ts';

export const say = {
  uploads: 'Μεταφορτώσεις',
  folders: ({ count }) => plural(count, { one: '# φάκελο', other: '# φακέλους' }),
  uploading: ({ count, place }) =>
    plural(count, {
      one: `Μεταφορτώνεται # αρχείο σε: ${place}`,
      other: `Μεταφορτώνονται # αρχεία σε: ${place}`,
    }),
  waitingForConnection: 'Αναμονή για τη σύνδεση',
  waitingForYou: 'Αναμονή για εσάς',
  paused: 'Σε παύση',
  notUploaded: ({ count }) =>
    plural(count, {
      one: '# αρχείο δεν μπόρεσε να μεταφορτωθεί',
      other: '# αρχεία δεν μπόρεσαν να μεταφορτωθούν',
    }),
  cancelled: 'Ακυρώθηκε',
  skipped: 'Παραλείφθηκε',
  uploaded: ({ count }) => plural(count, { one: 'Μεταφορτώθηκε # αρχείο', other: 'Μεταφορτώθηκαν # αρχεία' }),
  waitingForTurn: 'Περιμένει τη σειρά του',
  checking: 'Ελέγχεται τι υπάρχει ήδη…',
  checkingPercent: ({ percent }) => `Έλεγχος ${percent}%`,
  sent: ({ done, total }) => `${done} από ${total}`,
  sentAt: ({ done, total, rate }) => `${done} από ${total} · ${rate}/s`,
  sentLeft: ({ done, total, left }) => `${done} από ${total} · υπόλοιπο: ${left}`,
  away: 'Αναμονή για τη σύνδεση· συνεχίζει μόνο του',
  done: 'Έγινε',
  doneKnown: ({ known }) => `Έγινε· ${known} υπήρχαν ήδη`,
  already: 'Υπάρχει ήδη: τίποτα για αποστολή',
  exists: 'Υπάρχει αρχείο με αυτό το όνομα',
  twice: 'Αυτό το όνομα υπάρχει δύο φορές στον κατάλογο',
  failed: ({ reason }) => `Απέτυχε: ${reason}`,
  uploadOf: ({ file }) => `Μεταφόρτωση του ${file}`,
  pause: ({ file }) => `Παύση: ${file}`,
  continue: ({ file }) => `Συνέχεια: ${file}`,
  tryAgain: ({ file }) => `Νέα προσπάθεια: ${file}`,
  cancel: ({ file }) => `Ακύρωση: ${file}`,
  keepVersion: 'Διατήρηση ως νέα έκδοση',
  keepBoth: 'Διατήρηση και των δύο',
  skip: 'Παράλειψη',
  sendAfter: 'Αποστολή ξανά, μετά το πρώτο',
  forAll: 'Για όλα',
  pauseAll: 'Παύση όλων',
  continueAll: 'Συνέχεια όλων',
  cancelAll: 'Ακύρωση όλων',
  showFiles: 'Εμφάνιση των αρχείων',
  makeSmaller: 'Σμίκρυνση',
  closeList: 'Κλείσιμο του καταλόγου μεταφορτώσεων',
  allUploads: 'Όλες οι μεταφορτώσεις',
  files: 'Αρχεία',
  notSent: ({ size }) => `${size} δεν στάλθηκαν, γιατί το cloud τα είχε ήδη.`,
  cutOff: 'Μεταφορτώσεις που διακόπηκαν',
  wereCutOff: ({ count }) =>
    plural(count, {
      one: '# μεταφόρτωση διακόπηκε όταν φύγατε από τη σελίδα',
      other: '# μεταφορτώσεις διακόπηκαν όταν φύγατε από τη σελίδα',
    }),
  andMore: ({ count }) => plural(count, { other: 'και # ακόμη' }),
  chooseAgain: ({ count }) =>
    plural(count, {
      one: 'Επιλέξτε ξανά το αρχείο για να συνεχίσει: ό,τι έχει φτάσει δεν στέλνεται ξανά.',
      other: 'Επιλέξτε τα ξανά για να συνεχίσουν: ό,τι έχει φτάσει δεν στέλνεται ξανά.',
    }),
  forget: 'Διαγραφή της σημείωσης για όσα διακόπηκαν',
  gone: 'Το αρχείο δεν βρίσκεται πια εκεί που ήταν σε αυτόν τον υπολογιστή.',
  changed: 'Το αρχείο σε αυτόν τον υπολογιστή άλλαξε ή μετακινήθηκε όσο στελνόταν. Επιλέξτε το ξανά.',
  unreadable: 'Το αρχείο σε αυτόν τον υπολογιστή δεν μπορεί να διαβαστεί.',
  notRead: 'Το αρχείο δεν μπόρεσε να διαβαστεί.',
  changesAllTheTime:
    'Το cloud ζητούσε συνεχώς μέρη που είχαν σταλεί: το αρχείο αλλάζει διαρκώς. Δοκιμάστε ξανά.',
} satisfies typeof English;
