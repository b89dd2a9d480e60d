import type { say as English } from '../en/format.ts';

export const say = {
  unlimited: 'χωρίς όριο',
  justNow: 'μόλις τώρα',
  yesterday: ({ clock }) => `χθες, ${clock}`,
  seconds: 'δευτερόλεπτα',
  fewSeconds: 'λίγα δευτερόλεπτα',
  about: ({ time }) => `περίπου ${time}`,
} satisfies typeof English;
