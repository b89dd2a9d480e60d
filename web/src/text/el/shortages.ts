import type { say as English } from '../en/shortages.ts';

export const say = {
  project: 'το όριο του έργου',
  member: 'το όριό σας στο έργο',
  privateNetworks: 'Ιδιωτικά δίκτυα',
  floatingIps: 'Κινητές διευθύνσεις IP',
  short: ({ resource, asked, used, reserved, limit, whose }) =>
    `${resource}: ζητήθηκαν ${asked}, χρησιμοποιούνται ${used}, δεσμευμένα ${reserved}· ${whose} είναι ${limit}.`,
} satisfies typeof English;
