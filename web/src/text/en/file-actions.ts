import { number, plural } from './language.ts';

export const say = {
  working: ({ done, all }: { done: number; all: number }) => `${number(done)} of ${number(all)}`,
  notDestroyed: ({ count }: { count: number }) =>
    plural(count, { one: 'Not deleted', other: 'Not deleted (#)' }),
  notPutBack: ({ count }: { count: number }) =>
    plural(count, { one: 'Not put back', other: 'Not put back (#)' }),
  notTrashed: ({ count }: { count: number }) =>
    plural(count, { one: 'Not moved to the trash', other: 'Not moved to the trash (#)' }),
  trashed: ({ name }: { name: string }) => `${name} moved to the trash.`,
  trashedCount: ({ count }: { count: number }) =>
    plural(count, { one: '# thing moved to the trash.', other: '# things moved to the trash.' }),
};
