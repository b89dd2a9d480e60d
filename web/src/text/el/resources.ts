import type { say as English } from '../en/resources.ts';

export const say = {
  machines: 'Μηχανές',
  runningCpus: 'CPU σε λειτουργία',
  runningMemory: 'Μνήμη σε λειτουργία',
  disks: 'Δίσκοι',
  files: 'Αρχεία',
  size: ({ cpus, memory, disk }) => `${cpus} CPU · μνήμη ${memory} · δίσκος ${disk} GiB`,
  clonedDisk: 'Κλωνοποιημένος, με στιγμιότυπα',
  localDisk: 'Τοπικός, ταχύτερος',
  mirroredDisk: 'Διπλός, σε δύο κόμβους',
  sharedDisk: 'Κοινόχρηστος χώρος',
} satisfies typeof English;
