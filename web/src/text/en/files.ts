import type { ReactNode } from 'react';
import { plural, number } from './language.ts';
import { sentence } from '../words.ts';

export const say = {
  title: 'Files',
  myFiles: 'My files',
  trash: 'Trash',
  containers: 'Containers',
  newContainer: 'New container',
  createContainer: 'Create container',
  notLoaded: 'The files could not be loaded',
  theyAreSafe: 'They are stored safely.',
  noFiles: 'No files yet',
  noFilesDetail: 'Files lie in containers. Make the first one, then drop files into it.',
  noFolder: 'There is no such folder',
  folderNotLoaded: 'The folder could not be loaded',
  storedSafely: 'Its files are stored safely.',
  emptyFolder: 'This folder is empty',
  emptyFolderDetail:
    'Drop files or whole folders here, or press Upload. What the cloud already has is not sent again.',
  emptyTrash: 'The trash is empty',
  emptyTrashDetail:
    'Deleted files wait here until you restore them or empty the trash. They count until then.',
  filter: 'Filter by name',
  name: 'Name',
  type: 'Type',
  size: 'Size',
  changed: 'Changed',
  deleted: 'Deleted',
  entries: ({ count }: { count: number }) => plural(count, { one: '# entry', other: '# entries' }),
  things: ({ count }: { count: number }) => plural(count, { one: '# thing', other: '# things' }),
  actionsOf: ({ name }: { name: string }) => `Actions of ${name}`,
  actionsOfSelected: 'Actions of the selected files',
  download: 'Download',
  downloadOf: ({ name }: { name: string }) => `Download ${name}`,
  register: 'Register as image…',
  restore: 'Restore',
  moveToTrash: 'Move to trash',
  destroy: 'Delete for good…',
  destroyTitle: ({ what }: { what: string }) => `Delete ${what} for good?`,
  destroyDeed: 'Delete for good',
  keepThem: 'Keep them',
  folderGone: 'The folder and everything in it are gone, and there is no way back.',
  bytesGone: ({ size }: { size: string }) => `${size} are gone, and there is no way back.`,
  dropTo: ({ place }: { place: ReactNode }) => sentence`Drop to upload to ${place}`,
  close: 'Close',
  upload: 'Upload',
  someFiles: 'Files…',
  aFolder: 'A folder…',
  filesToUpload: 'Files to upload',
  folderToUpload: 'Folder to upload',
  tooMuch: ({ excess, size }: { excess: string; size: string }) =>
    `${excess} too much for your quota: these files have ${size}. Nothing was sent. Choose fewer files, or free space first.`,
  newFolder: 'New folder',
  createFolder: 'Create folder',
  giveName: 'Give it a name.',
  noSlash: 'A name cannot hold a slash.',
  nameMeansMore: 'This name has a meaning of its own; choose another.',
  nameTooLong: ({ most, length }: { most: number; length: number }) =>
    `The name may have ${number(most)} characters; this has ${number(length)}.`,
  nameTaken: ({ name }: { name: string }) => `There is already something called “${name}”.`,
  moreOfPlace: 'More about this place',
  deleteContainer: 'Delete container…',
  deleteContainerDeed: 'Delete container',
  deleteContainerTitle: ({ name }: { name: string }) => `Delete the container ${name}?`,
  deleteContainerWarning:
    'Every file in it and every earlier version is gone for good. Images that were registered from its files go with them.',
  emptyTheTrash: 'Empty trash…',
  emptyTrashTitle: 'Empty the trash?',
  emptyTrashDeed: 'Empty trash',
  emptyTrashWarning: ({ what }: { what: string | undefined }) =>
    what === undefined
      ? 'Everything in it is gone for good, and its space is free again.'
      : `Everything in it (${what}) is gone for good, and its space is free again.`,
  sum: ({ files, size }: { files: number; size: string }) =>
    `${plural(files, { one: '# file', other: '# files' })}, ${size}`,
  atLeast: ({ files, size }: { files: number; size: string }) =>
    `at least ${plural(files, { one: '# file', other: '# files' })}, ${size}`,
};
