import type { say as English } from '../en/form.ts';

export const say = {
  cancel: 'Άκυρο',
  notSaved: 'Όσα πληκτρολογήσατε δεν αποθηκεύτηκαν',
  notSavedMeans: 'Θα χαθούν αν φύγετε.',
  stay: 'Παραμονή εδώ',
  leave: 'Αποχώρηση',
} satisfies typeof English;
