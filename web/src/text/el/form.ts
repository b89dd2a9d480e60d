import type { say as English } from '../en/form.ts';

export const say = {
  next: 'Επόμενο',
  change: 'Αλλαγή',
  changeOf: ({ step }) => `Αλλαγή: ${step.toLowerCase()}`,
  cancel: 'Άκυρο',
  notSaved: 'Όσα πληκτρολογήσατε δεν αποθηκεύτηκαν',
  notSavedMeans: 'Θα χαθούν αν φύγετε.',
  stay: 'Παραμονή εδώ',
  leave: 'Αποχώρηση',
} satisfies typeof English;
