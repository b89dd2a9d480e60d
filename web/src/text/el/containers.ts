import type { say as English } from '../en/containers.ts';

export const say = {
  myFiles: 'Τα αρχεία μου',
  trash: 'Κάδος',
} satisfies typeof English;
