export const say = {
  next: 'Next',
  change: 'Change',
  changeOf: ({ step }: { step: string }) => `Change ${step.toLowerCase()}`,
  cancel: 'Cancel',
  notSaved: 'What you typed is not saved',
  notSavedMeans: 'It is lost if you leave.',
  stay: 'Stay here',
  leave: 'Leave',
};
