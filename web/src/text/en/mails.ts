import type { ReactNode } from 'react';
import { sentence } from '../words.ts';
import { plural } from './language.ts';

export const say = {
  title: 'Mail',
  mail: 'A mail',
  purpose: 'What the cloud wrote to people, and what became of it.',
  notSent: 'This cloud has no mail server: mails are kept here and reach nobody by themselves.',
  filter: 'Filter by recipient or subject',
  all: 'All',
  states: { waiting: 'Waiting', sent: 'Sent', failed: 'Failed', kept: 'Kept' },
  subject: 'Subject',
  to: 'To',
  state: 'State',
  when: 'When',
  counted: ({ count }: { count: number }) => plural(count, { one: '# mail', other: '# mails' }),
  notLoaded: 'The mails could not be loaded',
  oneNotLoaded: 'The mail could not be loaded',
  none: 'No mails yet',
  noneMeans: 'Whatever the cloud writes to people is listed here.',
  written: 'Written',
  nextTry: 'Tried again',
  ended: 'Ended',
  tries: 'Tries',
  template: 'Template',
  lastAnswer: ({ answer }: { answer: ReactNode }) => sentence`The last answer: ${answer}`,
  linksMasked: 'Links are shown without what they allow.',
  send: 'Send it',
};
