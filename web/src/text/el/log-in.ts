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
  verify: 'Επαλήθευση του e-mail σας',
  verifyMeans: 'Με το κουμπί δείχνετε ότι αυτή η διεύθυνση είναι δική σας.',
  verifiedActive: 'Το e-mail σας επαληθεύτηκε και μπορείτε να συνδεθείτε.',
  verifiedWaiting:
    'Το e-mail σας επαληθεύτηκε. Θα μπορείτε να συνδεθείτε όταν ένας διαχειριστής δεχθεί τον λογαριασμό σας· θα σας ενημερώσει ένα μήνυμα.',
  line: 'Μηχανές, δίκτυα και αρχεία για τη δουλειά σας.',
} satisfies typeof English;
