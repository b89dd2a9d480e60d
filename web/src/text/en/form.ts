export const say = {
  cancel: 'Cancel',
  notSaved: 'What you typed is not saved',
  notSavedMeans: 'It is lost when you leave this page.',
  stay: 'Stay here',
  leave: 'Leave',
};
