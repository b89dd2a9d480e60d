import type { say as English } from '../en/files.ts';
import { sentence } from '../words.ts';
import { number, plural } from './language.ts';

export const say = {
  title: 'Αρχεία',
  myFiles: 'Τα αρχεία μου',
  trash: 'Κάδος',
  containers: 'Αποθηκευτικοί χώροι',
  newContainer: 'Νέος χώρος',
  createContainer: 'Δημιουργία χώρου',
  notLoaded: 'Τα αρχεία δεν φορτώθηκαν',
  theyAreSafe: 'Είναι αποθηκευμένα με ασφάλεια.',
  noFiles: 'Κανένα αρχείο ακόμη',
  noFilesDetail: 'Τα αρχεία βρίσκονται σε χώρους. Φτιάξτε τον πρώτο και αφήστε εκεί αρχεία.',
  noFolder: 'Δεν υπάρχει τέτοιος φάκελος',
  folderNotLoaded: 'Ο φάκελος δεν φορτώθηκε',
  storedSafely: 'Τα αρχεία του είναι αποθηκευμένα με ασφάλεια.',
  emptyFolder: 'Ο φάκελος είναι άδειος',
  emptyFolderDetail:
    'Αφήστε εδώ αρχεία ή ολόκληρους φακέλους, ή πατήστε Μεταφόρτωση. Ό,τι υπάρχει ήδη στο νέφος δεν στέλνεται ξανά.',
  emptyTrash: 'Ο κάδος είναι άδειος',
  emptyTrashDetail:
    'Τα διαγραμμένα αρχεία περιμένουν εδώ ώσπου να τα επαναφέρετε ή να αδειάσετε τον κάδο. Ως τότε μετρούν στο όριο.',
  filter: 'Φίλτρο ονόματος',
  name: 'Όνομα',
  type: 'Τύπος',
  size: 'Μέγεθος',
  changed: 'Αλλαγή',
  deleted: 'Διαγραφή',
  entries: ({ count }) => plural(count, { one: '# στοιχείο', other: '# στοιχεία' }),
  things: ({ count }) => plural(count, { one: '# στοιχείο', other: '# στοιχεία' }),
  actionsOf: ({ name }) => `Ενέργειες: ${name}`,
  actionsOfSelected: 'Ενέργειες των επιλεγμένων αρχείων',
  download: 'Λήψη',
  downloadOf: ({ name }) => `Λήψη: ${name}`,
  register: 'Καταχώριση ως είδωλο…',
  restore: 'Επαναφορά',
  moveToTrash: 'Μετακίνηση στον κάδο',
  destroy: 'Οριστική διαγραφή…',
  destroyTitle: ({ what }) => `Οριστική διαγραφή: ${what};`,
  destroyDeed: 'Οριστική διαγραφή',
  keepThem: 'Να μείνουν',
  folderGone: 'Ο φάκελος και όλα όσα περιέχει χάνονται, χωρίς επιστροφή.',
  bytesGone: ({ size }) => `Χάνονται ${size}, χωρίς επιστροφή.`,
  dropTo: ({ place }) => sentence`Αφήστε για μεταφόρτωση: ${place}`,
  close: 'Κλείσιμο',
  upload: 'Μεταφόρτωση',
  someFiles: 'Αρχεία…',
  aFolder: 'Φάκελος…',
  filesToUpload: 'Αρχεία για μεταφόρτωση',
  folderToUpload: 'Φάκελος για μεταφόρτωση',
  tooMuch: ({ excess, size }) =>
    `Υπέρβαση του ορίου σας κατά ${excess}: τα αρχεία αυτά έχουν ${size}. Δεν στάλθηκε τίποτα. Διαλέξτε λιγότερα ή ελευθερώστε πρώτα χώρο.`,
  newFolder: 'Νέος φάκελος',
  createFolder: 'Δημιουργία φακέλου',
  giveName: 'Δώστε ένα όνομα.',
  noSlash: 'Ένα όνομα δεν μπορεί να περιέχει κάθετο.',
  nameMeansMore: 'Αυτό το όνομα έχει δική του σημασία· διαλέξτε άλλο.',
  nameTooLong: ({ most, length }) =>
    `Το όνομα μπορεί να έχει ${number(most)} χαρακτήρες· αυτό έχει ${number(length)}.`,
  nameTaken: ({ name }) => `Υπάρχει ήδη κάτι με το όνομα «${name}».`,
  moreOfPlace: 'Περισσότερα για αυτή τη θέση',
  deleteContainer: 'Διαγραφή του χώρου…',
  deleteContainerDeed: 'Διαγραφή του χώρου',
  deleteContainerTitle: ({ name }) => `Διαγραφή του χώρου ${name};`,
  deleteContainerWarning:
    'Κάθε αρχείο του και κάθε παλαιότερη έκδοση χάνονται οριστικά. Μαζί χάνονται και τα είδωλα που καταχωρίστηκαν από αρχεία του.',
  emptyTheTrash: 'Άδειασμα του κάδου…',
  emptyTrashTitle: 'Άδειασμα του κάδου;',
  emptyTrashDeed: 'Άδειασμα του κάδου',
  emptyTrashWarning: ({ what }) =>
    what === undefined
      ? 'Όλα όσα περιέχει χάνονται οριστικά και ο χώρος τους ελευθερώνεται.'
      : `Όλα όσα περιέχει (${what}) χάνονται οριστικά και ο χώρος τους ελευθερώνεται.`,
  sum: ({ files, size }) => `${plural(files, { one: '# αρχείο', other: '# αρχεία' })}, ${size}`,
  atLeast: ({ files, size }) =>
    `τουλάχιστον ${plural(files, { one: '# αρχείο', other: '# αρχεία' })}, ${size}`,
} satisfies typeof English;
