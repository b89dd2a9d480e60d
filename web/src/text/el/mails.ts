import { sentence } from '../words.ts';
import type { say as English } from '../en/mails.ts';
import { plural } from './language.ts';

export const say = {
  title: 'Μηνύματα',
  mail: 'Ένα μήνυμα',
  purpose: 'Όσα έγραψε το cloud σε ανθρώπους, και τι απέγιναν.',
  notSent:
    'Αυτό το cloud δεν έχει διακομιστή μηνυμάτων: τα μηνύματα μένουν εδώ και δεν φτάνουν μόνα τους σε κανέναν.',
  filter: 'Φίλτρο παραλήπτη ή θέματος',
  all: 'Όλα',
  states: { waiting: 'Περιμένει', sent: 'Στάλθηκε', failed: 'Απέτυχε', kept: 'Φυλάχτηκε' },
  subject: 'Θέμα',
  to: 'Προς',
  state: 'Κατάσταση',
  when: 'Πότε',
  counted: ({ count }) => plural(count, { one: '# μήνυμα', other: '# μηνύματα' }),
  notLoaded: 'Τα μηνύματα δεν μπόρεσαν να φορτωθούν',
  oneNotLoaded: 'Το μήνυμα δεν μπόρεσε να φορτωθεί',
  none: 'Κανένα μήνυμα ακόμη',
  noneMeans: 'Εδώ εμφανίζεται ό,τι γράφει το cloud σε ανθρώπους.',
  written: 'Γράφτηκε',
  nextTry: 'Νέα προσπάθεια',
  ended: 'Τέλος',
  tries: 'Προσπάθειες',
  template: 'Πρότυπο',
  lastAnswer: ({ answer }) => sentence`Η τελευταία απάντηση: ${answer}`,
  linksMasked: 'Οι σύνδεσμοι εμφανίζονται χωρίς όσα επιτρέπουν.',
  send: 'Αποστολή',
} satisfies typeof English;
