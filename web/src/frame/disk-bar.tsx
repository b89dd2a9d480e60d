import { useQuery } from '@tanstack/react-query';
import { IconDatabaseExclamation } from '@tabler/icons-react';
import { say } from '#text/frame';
import { cloudQuery } from '../api/cloud.ts';

/** How often a page that stays open asks whether there is room. */
const ASK_EVERY_MS = 60_000;

const WORDS = {
  low: say.diskLow,
  full: say.diskFull,
};

/** Under the top bar while the cloud refuses uploads and new machines for want of disk, or soon will. */
export function DiskBar() {
  const { data: cloud } = useQuery({ ...cloudQuery, refetchInterval: ASK_EVERY_MS });
  if (cloud === undefined || cloud.disk === 'ok') return null;
  return (
    <div className="bar warn" role="status">
      <IconDatabaseExclamation size={16} aria-hidden />
      {WORDS[cloud.disk]}
    </div>
  );
}
