export const say = {
  cancel: 'Cancel',
  notSaved: 'What you typed is not saved',
  notSavedMeans: 'It is lost if you leave.',
  stay: 'Stay here',
  leave: 'Leave',
};
