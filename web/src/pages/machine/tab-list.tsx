import { say } from '#text/one-machine';
import type { Server } from '../../api/servers.ts';
import { Tabs } from '../../parts/tabs.tsx';
import { whyNot } from '../../text/machine-words.ts';

/** The tabs of a machine; a screen that cannot be there says why. */
export function TabList({ machine }: { machine: Server }) {
  const params = { id: String(machine.id) };
  const noScreen = machine.status === 'STOPPED' ? null : whyNot(machine, 'screen');
  return (
    <Tabs
      label={say.about}
      tabs={[
        { to: '/machines/$id', params, label: say.overview },
        {
          to: '/machines/$id/screen',
          params,
          label: say.screen,
          ...(noScreen === null ? {} : { off: noScreen }),
        },
        { to: '/machines/$id/networking', params, label: say.networking },
        { to: '/machines/$id/graphs', params, label: say.graphs },
        { to: '/machines/$id/activity', params, label: say.activity },
        { to: '/machines/$id/settings', params, label: say.settings },
      ]}
    />
  );
}
