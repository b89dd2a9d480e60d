import type { say as English } from '../en/frame.ts';

export const say = {
  appearance: 'Εμφάνιση',
  asTheSystem: 'Όπως το σύστημα',
  light: 'Φωτεινή',
  dark: 'Σκοτεινή',
  chosen: 'επιλεγμένο',
  language: 'Γλώσσα',
  keys: 'Πλήκτρα',
  logOut: 'Αποσύνδεση',
  more: 'Περισσότερα',
} satisfies typeof English;
