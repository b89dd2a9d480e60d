import type { say as English } from '../en/form.ts';

export const say = {
  cancel: 'Άκυρο',
} satisfies typeof English;
