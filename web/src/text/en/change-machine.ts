/** Size, rescue and tags of a machine. */
export const say = {
  size: 'Size',
  newSize: 'New size',
  chooseSize: 'Choose a size.',
  resize: 'Change size',
  noOtherSize: 'There is no other size with a disk like this one.',
  effect: ({ cpus, memory }: { cpus: string; memory: string }) =>
    `Of your quota: ${cpus} CPUs and ${memory} memory while it runs. The disk stays as it is.`,
  shutDown: 'Shut down…',

  rescue: 'Rescue',
  rescueMeans:
    'A machine that does not start any more can be started from a rescue system, to repair its disk.',
  inRescue: 'When it is started, it starts from the rescue system; its own disk is there beside it.',
  enterRescueAsk: 'Enter rescue…',
  leaveRescueAsk: 'Leave rescue…',
  enterRescueOf: 'Start from a rescue system?',
  leaveRescueOf: 'Start from its own disk again?',
  enterRescue: 'Enter rescue',
  leaveRescue: 'Leave rescue',
  enterMeans: 'The next start is from the rescue system. Its disk is not changed.',
  leaveMeans: 'The next start is from its own disk.',
  keepAsIs: 'Keep it as it is',

  tags: 'Tags',
  tagsMean: 'Words to find and group machines by.',
  tag: 'Tag',
  addTag: 'Add tag',
  giveTag: 'Write a tag.',
  badTag: 'A tag has no slash and no comma.',
  removeTag: ({ tag }: { tag: string }) => `Remove the tag ${tag}`,
  notDone: 'Not done',
};
