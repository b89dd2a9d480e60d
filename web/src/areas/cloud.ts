import { useQuery } from '@tanstack/react-query';
import { IconDatabaseExclamation } from '@tabler/icons-react';
import { say } from '#text/areas';
import { cloudQuery } from '../api/cloud.ts';
import type { Area } from './area.ts';

/** How often a page that stays open asks whether there is room. */
const ASK_EVERY_MS = 60_000;

const WORDS = { low: say.diskLow, full: say.diskFull };

/** The cloud as a whole: it refuses uploads and new machines for want of disk, or soon will. */
export const cloud: Area = {
  useAlerts: () => {
    const { data } = useQuery({ ...cloudQuery, refetchInterval: ASK_EVERY_MS });
    return data === undefined || data.disk === 'ok'
      ? []
      : [{ key: 'disk', icon: IconDatabaseExclamation, text: WORDS[data.disk] }];
  },
};
