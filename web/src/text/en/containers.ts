export const say = {
  myFiles: 'My files',
  theirFiles: 'Files',
  trash: 'Trash',
};
