import { useQuery } from '@tanstack/react-query';
import { say } from '#text/access';
import { sshKeysQuery } from '../../api/ssh-keys.ts';
import { Tabs, type Tab } from '../../parts/tabs.tsx';

/** The two halves of Keys & API access; keys are left out where the cloud does not serve them. */
export function AccessTabs() {
  const { data: keys } = useQuery(sshKeysQuery);
  const tabs: Tab[] = [{ to: '/access', label: say.apiAccess }];
  if (keys !== null)
    tabs.push({ to: '/access/ssh-keys', label: say.sshKeys, ...(keys && { count: keys.length }) });
  return <Tabs label={say.parts} tabs={tabs} />;
}
