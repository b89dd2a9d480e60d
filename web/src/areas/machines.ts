import { useQueryClient } from '@tanstack/react-query';
import { IconAlertTriangle, IconServer2 } from '@tabler/icons-react';
import { say } from '#text/areas';
import type { Server } from '../api/servers.ts';
import { useMachineWork } from '../live/machine-work.ts';
import { useMachines } from '../live/machines.ts';
import { failureOf } from '../text/failures.ts';
import { hasFailed, stateOf } from '../text/machine-words.ts';
import { plainName } from '../text/plain-name.ts';
import type { Area, Need } from './area.ts';

export const machines: Area = {
  pages: [
    {
      to: '/machines',
      label: say.machines,
      icon: IconServer2,
      group: 'main',
      letter: 'm',
      onPhone: true,
      useCount: () => useList()?.length,
      useFailed: () => (useList() ?? []).filter(({ status }) => status === 'ERROR').length,
    },
  ],
  palette: () => import('./palette/machines.ts'),
  useNeeds: () => (useList() ?? []).filter(hasFailed).map(needOf),
  useWork: useMachineWork,
  useMeanwhile: () => (useList()?.some(({ status }) => status === 'ACTIVE') ? say.machinesRunOn : undefined),
  useStates: () => {
    const list = useList();
    return list && new Map(list.map((machine) => [String(machine.id), spokenOf(machine)]));
  },
};

function useList(): Server[] | undefined {
  return useMachines(useQueryClient()).data?.list;
}

function needOf(machine: Server): Need {
  const { title, meaning } = failureOf(machine.diagnostics);
  return {
    key: `machine-${machine.id}`,
    icon: IconAlertTriangle,
    kind: 'bad',
    title: say.notBuilt({ machine: plainName(machine.name) }),
    detail: `${title}. ${meaning}`,
    button: say.seeWhy,
    to: { to: '/machines/$id', params: { id: String(machine.id) } },
  };
}

/** Without percentages: a build would else be spoken all the time. */
function spokenOf(machine: Server): { name: string; state: string } {
  return { name: plainName(machine.name), state: stateOf(machine).word.replace(/ \d+%$/, '') };
}
