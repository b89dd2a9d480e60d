import type { say as English } from '../en/machine-actions.ts';

import { plural } from './language.ts';

export const say = {
  actionsOf: ({ machine }) => `Ενέργειες για τη μηχανή ${machine}`,
  openScreen: 'Άνοιγμα της οθόνης',
  start: 'Εκκίνηση',
  shutDownAsk: 'Τερματισμός…',
  rebootAsk: 'Επανεκκίνηση…',
  destroyAsk: 'Καταστροφή…',
  destroyOf: ({ machine }) => `Να καταστραφεί η μηχανή ${machine};`,
  destroyMachine: 'Καταστροφή μηχανής',
  rebootOf: ({ machine }) => `Να επανεκκινηθεί η μηχανή ${machine};`,
  rebootMachine: 'Επανεκκίνηση μηχανής',
  rebootMeans:
    'Διακόπτονται όσοι δουλεύουν σε αυτή, μέχρι να ξεκινήσει ξανά. Ο δίσκος της διατηρεί τα πάντα.',
  shutDownOf: ({ machine }) => `Να τερματιστεί η μηχανή ${machine};`,
  shutDownMachine: 'Τερματισμός μηχανής',
  shutDownMeans:
    'Διακόπτονται όσοι δουλεύουν σε αυτή. Ο δίσκος της διατηρεί τα πάντα και συνεχίζει να μετρά· CPU και μνήμη ελευθερώνονται.',
  keepRunning: 'Να συνεχίσει',
  allGone: 'Ο δίσκος της και ό,τι υπάρχει σε αυτόν χάνονται οριστικά.',
  diskGone: ({ disk }) =>
    `Ο δίσκος της (${disk} GiB) και ό,τι υπάρχει σε αυτόν χάνονται οριστικά. Από τα όριά σας ελευθερώνονται ${disk} GiB δίσκου.`,
  runningGone: ({ cpus, memory, disk }) =>
    `Ο δίσκος της (${disk} GiB) και ό,τι υπάρχει σε αυτόν χάνονται οριστικά. Από τα όριά σας ελευθερώνονται ${plural(cpus, { other: '# CPU' })}, μνήμη ${memory} και ${disk} GiB δίσκου.`,
  destroyManyAsk: ({ count }) =>
    plural(count, { one: 'Να καταστραφεί # μηχανή;', other: 'Να καταστραφούν # μηχανές;' }),
  destroyMany: ({ count }) => plural(count, { one: 'Καταστροφή # μηχανής', other: 'Καταστροφή # μηχανών' }),
  keepThem: 'Να μείνουν',
  typedDestroy: ({ count }) => `καταστροφή ${count}`,
  manyGone: ({ machines }) =>
    `Οι δίσκοι τους και ό,τι υπάρχει σε αυτούς χάνονται οριστικά: ${machines.join(', ')}.`,
} satisfies typeof English;
