import {
  IconDeviceDesktop,
  IconPlayerPlay,
  IconPlus,
  IconPower,
  IconRefresh,
  IconServer2,
  IconTrash,
} from '@tabler/icons-react';
import { say } from '#text/palette';
import type { Server } from '../../api/servers.ts';
import { machineActions } from '../../live/machine-actions.ts';
import { machinesQuery } from '../../live/machines.ts';
import { addressOf, stateOf, whyNot } from '../../text/machine-words.ts';
import { plainName } from '../../text/plain-name.ts';
import type { AreaPalette, Found, Ways } from '../area.ts';

/** The machines, and what can be done with each now. What loses something opens its dialog. */
export const palette: AreaPalette = {
  title: say.machines,
  all: async (ways) => {
    const { list } = await ways.client.ensureQueryData(machinesQuery(ways.client));
    return [
      ...list.map((machine) => rowOf(machine, ways)),
      newMachine(ways),
      ...list.flatMap((machine) => deedsOf(machine, ways)),
    ];
  },
};

function rowOf(machine: Server, { navigate }: Ways): Found {
  const about = [stateOf(machine).word, addressOf(machine), `snf-${machine.id}`];
  return {
    key: `machine-${machine.id}`,
    label: plainName(machine.name),
    detail: about.filter((part) => part !== '').join(', '),
    icon: IconServer2,
    go: () => navigate({ to: '/machines/$id', params: { id: String(machine.id) } }),
  };
}

function newMachine({ navigate }: Ways): Found {
  return {
    key: 'new-machine',
    kind: 'do',
    label: say.newMachine,
    detail: 'C',
    icon: IconPlus,
    go: () => navigate({ to: '/machines/new' }),
  };
}

function deedsOf(machine: Server, { client, navigate }: Ways): Found[] {
  const params = { id: String(machine.id) };
  const ask = (asked: 'shutdown' | 'reboot' | 'destroy') => () =>
    navigate({ to: '/machines/$id', params, search: { ask: asked } });
  const screen = () => navigate({ to: '/machines/$id/screen', params });
  const start = () => void machineActions(client).orderAndTell(machine, 'start');
  const deeds = [
    { action: 'screen', label: say.screenOf, icon: IconDeviceDesktop, go: screen },
    { action: 'start', label: say.start, icon: IconPlayerPlay, go: start },
    { action: 'shutdown', label: say.shutDown, icon: IconPower, go: ask('shutdown') },
    { action: 'reboot', label: say.reboot, icon: IconRefresh, go: ask('reboot') },
    { action: 'destroy', label: say.destroy, icon: IconTrash, go: ask('destroy') },
  ] as const;
  return deeds
    .filter(({ action }) => whyNot(machine, action) === null)
    .map(({ action, label, icon, go }) => ({
      key: `${action}-${machine.id}`,
      kind: 'do',
      whenTyped: true,
      label: label({ machine: plainName(machine.name) }),
      detail: `snf-${machine.id}`,
      icon,
      go,
    }));
}
