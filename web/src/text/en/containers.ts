export const say = {
  myFiles: 'My files',
  trash: 'Trash',
};
