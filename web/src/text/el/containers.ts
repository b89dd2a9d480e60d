import type { say as English } from '../en/containers.ts';

export const say = {
  myFiles: 'Τα αρχεία μου',
  theirFiles: 'Αρχεία',
  trash: 'Κάδος',
} satisfies typeof English;
