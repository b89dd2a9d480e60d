import { useQuery } from '@tanstack/react-query';
import { IconDatabaseExclamation } from '@tabler/icons-react';
import { cloudQuery } from '../api/cloud.ts';

/** How often a page that stays open asks whether there is room. */
const ASK_EVERY_MS = 60_000;

/** Under the top bar while the cloud refuses uploads and new machines for want of disk. */
export function DiskBar() {
  const { data: cloud } = useQuery({ ...cloudQuery, refetchInterval: ASK_EVERY_MS });
  if (cloud?.disk !== 'full') return null;
  return (
    <div className="bar warn" role="status">
      <IconDatabaseExclamation size={16} aria-hidden />
      The cloud has no disk space left. Uploads and new machines wait until its operator makes room;
      everything else works.
    </div>
  );
}
