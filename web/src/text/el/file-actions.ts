import type { say as English } from '../en/file-actions.ts';

import { number, plural } from './language.ts';

export const say = {
  working: ({ done, all }) => `${number(done)} από ${number(all)}`,
  notDestroyed: ({ count }) => plural(count, { one: 'Δεν διαγράφηκε', other: 'Δεν διαγράφηκαν (#)' }),
  notPutBack: ({ count }) => plural(count, { one: 'Δεν επανήλθε', other: 'Δεν επανήλθαν (#)' }),
  notTrashed: ({ count }) =>
    plural(count, { one: 'Δεν μετακινήθηκε στον κάδο', other: 'Δεν μετακινήθηκαν στον κάδο (#)' }),
  trashed: ({ name }) => `Μετακινήθηκε στον κάδο: ${name}.`,
  trashedCount: ({ count }) =>
    plural(count, {
      one: 'Μετακινήθηκε # στοιχείο στον κάδο.',
      other: 'Μετακινήθηκαν # στοιχεία στον κάδο.',
    }),
} satisfies typeof English;
