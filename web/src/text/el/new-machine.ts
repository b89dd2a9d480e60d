import type { say as English } from '../en/new-machine.ts';

import { sentence } from '../words.ts';
import { number, plural } from './language.ts';

export const say = {
  machines: 'Μηχανές',
  new: 'Νέα',
  title: 'Νέα μηχανή',
  notLoaded: 'Οι εικόνες και τα μεγέθη δεν μπόρεσαν να φορτωθούν',

  image: 'Εικόνα',
  none: 'καμία',
  noImages: 'Καμία εικόνα ακόμη',
  registerImage: 'Καταχώριση εικόνας',
  noImagesHow:
    'Εικόνα είναι ο δίσκος από τον οποίο ξεκινά μια μηχανή. Ανεβάστε μία στα Αρχεία και καταχωρίστε την.',
  whoseImages: 'Ποιανού εικόνες',
  searchImages: 'Αναζήτηση στις εικόνες',
  search: 'Αναζήτηση',
  ownRisk: 'Αυτή την εικόνα μπορεί να την έφτιαξε οποιοσδήποτε. Την εκτελείτε με δική σας ευθύνη.',

  size: 'Μέγεθος',
  small: 'Μικρό',
  medium: 'Μεσαίο',
  large: 'Μεγάλο',
  extraLarge: 'Πολύ μεγάλο',
  diskType: 'Τύπος δίσκου',
  cpuAndMemory: ({ cpus, memory }) => `${cpus} CPU · ${memory}`,
  gibDisk: ({ disk }) => `Δίσκος ${disk} GiB`,
  cpus: 'CPU',
  memory: 'Μνήμη',
  disk: 'Δίσκος',
  tooMany: ({ over }) => `Υπέρβαση: ${over.join(', ')}`,
  countOfCpus: ({ count }) => plural(count, { other: '# CPU' }),
  countOfMachines: ({ count }) => plural(count, { one: '# μηχανή', other: '# μηχανές' }),
  ofMemory: ({ size }) => `μνήμη ${size}`,
  imageNeeds: ({ gib }) => `Η εικόνα χρειάζεται ${gib} GiB`,

  network: 'Δίκτυο',
  networks: 'Δίκτυα',
  networkOf: ({ id }) => `Δίκτυο ${id}`,
  networkNumber: ({ id }) => `Αρ. ${id}`,
  onlyScreen: 'Χωρίς δίκτυο, στη μηχανή οδηγεί μόνο η οθόνη της.',
  internet: 'Διαδίκτυο, μέσω αυτού του υπολογιστή',
  internetMeans:
    'Πάντα συνδεδεμένη: η μηχανή έχει πρόσβαση στο διαδίκτυο, και εσείς στο SSH της με την εντολή που δείχνει η σελίδα της.',
  noNetwork: 'Κανένα δίκτυο',
  countOfNetworks: ({ count }) => plural(count, { one: '# δίκτυο', other: '# δίκτυα' }),

  publicAddress: 'Δημόσια διεύθυνση (προαιρετική)',
  noAddress: 'καμία',
  takeAddress: 'Δέσμευση νέας',
  noAddressTaken: 'Δεν δεσμεύτηκε διεύθυνση',
  oneHasAddress: 'Μια διεύθυνση ανήκει σε μία μηχανή: διαλέξτε καμία, ή φτιάξτε μία μηχανή.',

  howMany: 'Πόσες',
  numbered: 'Αν είναι πολλές αριθμούνται, και είναι ίδιες σε όλα τα άλλα.',
  access: 'Όνομα και πρόσβαση',
  accessSummary: ({ name, access }) => `«${name}», ${access}`,
  countOfKeys: ({ count }) => plural(count, { one: '# κλειδί SSH', other: '# κλειδιά SSH' }),
  password: 'κωδικός',
  noPassword: 'χωρίς κωδικό',
  sshKeys: 'Κλειδιά SSH',
  addKey: 'Προσθήκη κλειδιού',
  passwordMade:
    'Δημιουργείται και κωδικός. Περιμένει στη σελίδα της μηχανής μέχρι να τον κρατήσετε, το πολύ για μία ημέρα.',
  keyIsTheWay: 'Αυτή η εικόνα δεν ορίζει κωδικό: ο τρόπος εισόδου είναι ένα κλειδί.',
  ownWayIn: 'Αυτή η εικόνα δεν ορίζει κωδικό και δεν δέχεται κλειδιά: συνδεθείτε με τον τρόπο που προβλέπει.',

  extras: 'Ετικέτες, κωδικός, δεδομένα χρήστη, αρχεία',
  tags: 'Ετικέτες (προαιρετικό)',
  tagsHow: 'Λέξεις με τις οποίες βρίσκετε και ομαδοποιείτε μηχανές, με κόμμα ανάμεσα.',
  badTag: 'Μια ετικέτα έχει το πολύ 128 χαρακτήρες και καμία κάθετο.',
  ownPassword: 'δικός σας κωδικός',
  userData: 'δεδομένα χρήστη',
  countOfFiles: ({ count }) => plural(count, { one: '# αρχείο', other: '# αρχεία' }),
  passwordOptional: 'Κωδικός (προαιρετικό)',
  passwordRule:
    'Αν μείνει κενό, το cloud φτιάχνει έναν. Τουλάχιστον 10 χαρακτήρες, με κεφαλαίο και πεζό λατινικό γράμμα και ψηφίο.',
  passwordTyped: 'Ο κωδικός είναι αυτός που επιλέξατε παρακάτω.',
  userDataOptional: 'Δεδομένα χρήστη (προαιρετικό)',
  userDataHow: ({ most }) =>
    `Τι κάνει το cloud-init στην πρώτη εκκίνηση: ένα σενάριο ή ένα έγγραφο cloud-config. Το πολύ ${most}.`,
  filesOptional: 'Αρχεία (προαιρετικό)',
  filesHow: ({ most, size }) =>
    `Μπαίνουν στη μηχανή πριν από την πρώτη εκκίνησή της: το πολύ ${most}, το καθένα με κείμενο έως ${size}.`,
  addFile: 'Προσθήκη αρχείου',
  fileNumber: ({ number: at }) => `Αρχείο ${at}`,
  removeFile: ({ number: at }) => `Αφαίρεση του αρχείου ${at}`,
  path: 'Διαδρομή',
  pathExample: '/etc/motd',
  content: 'Περιεχόμενο',
  fromComputer: 'Ανάγνωση από αυτόν τον υπολογιστή',
  owner: 'Κάτοχος',
  group: 'Ομάδα',
  mode: 'Δικαιώματα',
  weakPassword: 'Τουλάχιστον 10 χαρακτήρες, το πολύ 128, με κεφαλαίο και πεζό λατινικό γράμμα και ψηφίο.',
  tooManyBytes: ({ most, bytes }) => `Μπορεί να έχει ${number(most)} byte· αυτό έχει ${number(bytes)}.`,
  badAccount: 'Το όνομα ενός λογαριασμού, για παράδειγμα root.',
  badMode: 'Τρία ή τέσσερα ψηφία από 0 έως 7, για παράδειγμα 0440.',
  badPath: 'Ολόκληρη διαδρομή, για παράδειγμα /etc/motd: αρχίζει με / και δεν έχει . ή .. μέσα της.',
  pathTwice: 'Άλλο αρχείο έχει αυτή τη διαδρομή.',

  takes: 'Τι παίρνει από τα όριά σας',
  takesUnknown: 'Άγνωστο αυτή τη στιγμή. Το cloud το ελέγχει όταν δημιουργείτε τη μηχανή.',
  takesLast: 'Παίρνει ό,τι απομένει.',
  whenStopped: ({ count, cpus, memory }) =>
    [
      count === 1 ? 'Όταν είναι σταματημένη,' : 'Όταν είναι σταματημένες,',
      plural(cpus, { other: '# CPU' }),
      `και μνήμη ${memory} ελευθερώνονται. Ο δίσκος συνεχίζει να μετρά.`,
    ].join(' '),
  fits: 'Χωρά στα όριά σας',
  doesNotFit: 'Δεν χωρά στα όριά σας',
  create: 'Δημιουργία',
  createMachines: ({ count }) => plural(count, { one: 'Δημιουργία μηχανής', other: 'Δημιουργία # μηχανών' }),
  someMade: ({ made, all }) => `Παραγγέλθηκαν ${made} από ${all} μηχανές`,
  failedGoesFirst: 'Πρώτα καταστρέφεται η μηχανή που απέτυχε. Δεν είχε τίποτα μέσα της.',

  noImage: 'Δεν υπάρχει εικόνα από την οποία να γίνει μηχανή.',
  noSize: 'Δεν υπάρχει μέγεθος για να επιλέξετε.',
  chooseLargerDisk: ({ why }) => `${why}· επιλέξτε μεγαλύτερο δίσκο.`,
  overQuota: ({ over }) => `Δεν χωρά στα όριά σας. ${over}.`,
  giveName: 'Δώστε ένα όνομα στη μηχανή.',
  nameTooLong: ({ most, length }) =>
    `Το όνομα μπορεί να έχει έως ${number(most)} χαρακτήρες· αυτό έχει ${number(length)}.`,
  refusedQuota: ({ reason }) => `Δεν χωρά στα όριά σας. ${reason}`,
  noRoomNow: ({ reason }) =>
    `Δεν υπάρχει χώρος για αυτό το μέγεθος αυτή τη στιγμή. Οι επιλογές σας διατηρούνται. ${reason}`,
  giveBack: ({ message, machines }) =>
    sentence`${message} Επιλέξτε μικρότερο μέγεθος, ή επιστρέψτε κάτι από ${machines('τις μηχανές σας')}.`,
} satisfies typeof English;
