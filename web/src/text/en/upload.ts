import { plural } from './language.ts';

export const say = {
  uploads: 'Uploads',
  folders: ({ count }: { count: number }) => plural(count, { one: '# folder', other: '# folders' }),
  uploading: ({ count, place }: { count: number; place: string }) =>
    plural(count, { one: `Uploading # file to ${place}`, other: `Uploading # files to ${place}` }),
  waitingForConnection: 'Waiting for the connection',
  waitingForYou: 'Waiting for you',
  paused: 'Paused',
  notUploaded: ({ count }: { count: number }) =>
    plural(count, { one: '# file could not be uploaded', other: '# files could not be uploaded' }),
  cancelled: 'Cancelled',
  skipped: 'Skipped',
  uploaded: ({ count }: { count: number }) =>
    plural(count, { one: '# file uploaded', other: '# files uploaded' }),
  waitingForTurn: 'Waiting for its turn',
  checking: 'Checking what is already stored…',
  checkingPercent: ({ percent }: { percent: number }) => `Checking ${percent}%`,
  sent: ({ done, total }: { done: string; total: string }) => `${done} of ${total}`,
  sentAt: ({ done, total, rate }: { done: string; total: string; rate: string }) =>
    `${done} of ${total} · ${rate}/s`,
  sentLeft: ({ done, total, left }: { done: string; total: string; left: string }) =>
    `${done} of ${total} · ${left} left`,
  away: 'Waiting for the connection; goes on by itself',
  done: 'Done',
  doneKnown: ({ known }: { known: string }) => `Done; ${known} were there already`,
  already: 'Already stored: nothing to send',
  exists: 'A file of this name exists',
  twice: 'This name is in the list twice',
  failed: ({ reason }: { reason: string }) => `Failed: ${reason}`,
  uploadOf: ({ file }: { file: string }) => `Upload of ${file}`,
  pause: ({ file }: { file: string }) => `Pause ${file}`,
  continue: ({ file }: { file: string }) => `Continue ${file}`,
  tryAgain: ({ file }: { file: string }) => `Try ${file} again`,
  cancel: ({ file }: { file: string }) => `Cancel ${file}`,
  keepVersion: 'Keep as new version',
  keepBoth: 'Keep both',
  skip: 'Skip',
  sendAfter: 'Send it again after the first',
  forAll: 'For all',
  pauseAll: 'Pause all',
  continueAll: 'Continue all',
  cancelAll: 'Cancel all',
  showFiles: 'Show the files',
  makeSmaller: 'Make smaller',
  closeList: 'Close the list of uploads',
  allUploads: 'All uploads',
  files: 'Files',
  notSent: ({ size }: { size: string }) => `${size} were not sent because the cloud had them already.`,
  cutOff: 'Uploads that were cut off',
  wereCutOff: ({ count }: { count: number }) =>
    plural(count, {
      one: '# upload was cut off when the page was left',
      other: '# uploads were cut off when the page was left',
    }),
  andMore: ({ count }: { count: number }) => plural(count, { other: 'and # more' }),
  chooseAgain: ({ count }: { count: number }) =>
    plural(count, {
      one: 'Choose the file again to go on: what has arrived is not sent again.',
      other: 'Choose them again to go on: what has arrived is not sent again.',
    }),
  forget: 'Forget what was cut off',
  gone: 'The file is no longer where it was on this computer.',
  changed: 'The file on this computer was changed or moved while it was sent. Choose it again.',
  unreadable: 'The file on this computer cannot be read.',
  notRead: 'The file could not be read.',
  changesAllTheTime:
    'The cloud kept asking for parts that were sent: the file changes all the time. Try again.',
};
