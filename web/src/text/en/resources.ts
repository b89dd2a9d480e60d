/** Resources of the quota, and sizes. */
export const say = {
  machines: 'Machines',
  runningCpus: 'Running CPUs',
  runningMemory: 'Running memory',
  disks: 'Disks',
  files: 'Files',
  size: ({ cpus, memory, disk }: { cpus: number; memory: string; disk: number }) =>
    `${cpus} CPU · ${memory} memory · ${disk} GiB disk`,
  clonedDisk: 'Cloned, snapshots',
  localDisk: 'Local, faster',
  mirroredDisk: 'Mirrored on two nodes',
  sharedDisk: 'Shared storage',
};
