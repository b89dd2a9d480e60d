/** What went wrong with a machine, for its owner: what it is, what it means (console 11.7). */
export const say = {
  notTaken: {
    title: 'The order did not reach the cluster',
    meaning: 'The computers that run machines did not take or did not finish the order.',
  },
  diskTooSmall: {
    title: 'The disk is smaller than the image',
    meaning: 'The chosen size has a disk that the image does not fit on. Nothing was written to the machine.',
  },
  hypervisorMissing: {
    title: 'This cloud cannot run machines yet',
    meaning:
      'QEMU is missing on the computer that runs the cloud. Ask its operator to install it, then try again.',
  },
  imageUnreadable: {
    title: 'The image could not be read',
    meaning: 'The file behind the image is damaged, incomplete or gone.',
  },
  noRoom: {
    title: 'There was no room on the cloud',
    meaning: 'No computer of the cloud had enough memory or disk for this size.',
  },
  addressTaken: {
    title: 'The address was taken meanwhile',
    meaning: 'Something else got it first.',
  },
  setupFailed: {
    title: 'The system could not be set up',
    meaning:
      'The image was copied, but name, password or keys could not be put in. The detail below says which step failed.',
  },
  noReason: {
    title: 'It failed and gave no reason',
    meaning: 'The cloud noted no cause. Copy the report for whoever runs it.',
  },
  notBuilt: 'It could not be built',
};
