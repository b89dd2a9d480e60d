import type { ReactNode } from 'react';
import { sentence } from '../words.ts';

/** What parts say by themselves, and words of more than one area. */
export const say = {
  cancel: 'Cancel',
  close: 'Close',
  copy: 'Copy',
  copied: 'Copied',
  copyOf: ({ name }: { name: string }) => `Copy ${name}`,
  copyReport: 'Copy report',
  tryAgain: 'Try again',
  open: 'Open',
  name: 'Name',
  machinesKeepRunning: 'Your machines keep running.',
  noConnection: 'No connection: this works again when the cloud can be reached.',
  keepIt: 'Keep it',
  /** What is typed to confirm that something without a name of its own is lost. */
  typedDelete: 'delete',
  typeToConfirm: ({ name }: { name: ReactNode }) => sentence`Type ${name} to confirm`,
  loading: 'Loading',
};
