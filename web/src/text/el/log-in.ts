import type { say as English } from '../en/log-in.ts';

export const say = {
  logIn: 'Σύνδεση',
  tabTitle: ({ cloud }) => `Σύνδεση · ${cloud}`,
  toYourCloud: 'στο cloud σας',
  toCloud: ({ cloud }) => `στο ${cloud}`,
  enterEmail: 'Πληκτρολογήστε το e-mail σας.',
  enterPassword: 'Πληκτρολογήστε τον κωδικό σας.',
  email: 'E-mail',
  password: 'Κωδικός',
  line: 'Μηχανές, δίκτυα και αρχεία για τη δουλειά σας.',
} satisfies typeof English;
