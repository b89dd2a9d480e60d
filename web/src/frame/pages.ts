import {
  IconDisc,
  IconFolder,
  IconKey,
  IconLayoutDashboard,
  IconServer2,
  type Icon,
} from '@tabler/icons-react';
import { say } from '#text/frame';

export interface Destination {
  to: '/' | '/machines' | '/images' | '/files' | '/access';
  label: string;
  icon: Icon;
  /** The letter after G. */
  letter: string;
}

/** The parts of the console whose service is complete enough to use; others are not shown at all. */
export const MAIN_PAGES: Destination[] = [
  { to: '/', label: say.overview, icon: IconLayoutDashboard, letter: 'o' },
  { to: '/machines', label: say.machines, icon: IconServer2, letter: 'm' },
  { to: '/images', label: say.images, icon: IconDisc, letter: 'i' },
  { to: '/files', label: say.files, icon: IconFolder, letter: 'f' },
];

export const ACCOUNT_PAGES: Destination[] = [
  { to: '/access', label: say.access, icon: IconKey, letter: 'k' },
];
