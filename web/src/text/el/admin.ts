import type { say as English } from '../en/admin.ts';

const SERVICES = new Map([
  ['identity', 'Λογαριασμοί και όρια'],
  ['object', 'Αρχεία'],
  ['compute', 'Μηχανές'],
  ['console', 'Οθόνες'],
  ['vmhost', 'Μηχανές αυτού του υπολογιστή'],
]);

const TROUBLES = new Map([
  ['database', 'Χωρίς τη βάση δεδομένων της'],
  ['disk', 'Χωρίς χώρο στον δίσκο'],
  ['starting', 'Ξεκινά'],
  ['unreachable', 'Δεν αποκρίνεται'],
]);

export const say = {
  title: 'Κατάσταση του cloud',
  services: 'Υπηρεσίες',
  serviceCalled: ({ role }) => SERVICES.get(role) ?? role,
  works: 'Λειτουργεί',
  troubleOf: (trouble) => TROUBLES.get(trouble) ?? 'Δεν λειτουργεί',
  servicesUnknown: 'Οι υπηρεσίες δεν αποκρίθηκαν',
  accountsUnknown: 'Οι λογαριασμοί δεν μπόρεσαν να μετρηθούν',
  figures: 'Λογαριασμοί και χώρος',
  active: 'Ενεργοί λογαριασμοί',
  waiting: 'Περιμένουν έγκριση',
  unverified: 'Χωρίς επιβεβαιωμένο e-mail',
  inactive: 'Απενεργοποιημένοι ή απορριφθέντες',
  room: 'Ελεύθερος χώρος για νέα αρχεία και δίσκους',
  noEnd: 'άγνωστος',
} satisfies typeof English;
