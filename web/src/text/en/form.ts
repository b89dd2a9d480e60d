export const say = {
  cancel: 'Cancel',
};
