import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import {
  IconDeviceDesktop,
  IconKeyboard,
  IconPlayerPlay,
  IconPlus,
  IconPower,
  IconRefresh,
  IconServer2,
  IconTrash,
  type Icon,
} from '@tabler/icons-react';
import { useMemo } from 'react';
import { say } from '#text/frame';
import { keys } from '../api/keys.ts';
import type { Server } from '../api/servers.ts';
import { useMachineActions } from '../live/machine-actions.ts';
import type { Machines } from '../live/machines.ts';
import { addressOf, stateOf, whyNot } from '../text/machine-words.ts';
import { ACCOUNT_PAGES, MAIN_PAGES } from './pages.ts';
import { openKeyList } from './palette-state.ts';
import { plainName } from '../text/plain-name.ts';

/** Something that the palette can find. */
export interface Found {
  key: string;
  group: 'machines' | 'do' | 'go';
  label: string;
  detail: string;
  icon: Icon;
  go: () => void;
}

/** All that can be found: machines, what can be done with each now, the pages. What loses something opens its dialog. */
export function usePaletteEntries(opened: boolean): Found[] {
  const client = useQueryClient();
  const navigate = useNavigate();
  const { orderAndTell } = useMachineActions();
  return useMemo(() => {
    if (!opened) return [];
    const machines = client.getQueryData<Machines>(keys.machines())?.list ?? [];
    const pages = [...MAIN_PAGES, ...ACCOUNT_PAGES].map((page): Found => ({
      key: `page${page.letter}`,
      group: 'go',
      label: page.label,
      detail: `G ${page.letter.toUpperCase()}`,
      icon: page.icon,
      go: () => void navigate({ to: page.to }),
    }));
    const make = {
      key: 'new',
      group: 'do' as const,
      label: say.newMachine,
      detail: 'C',
      icon: IconPlus,
      go: () => void navigate({ to: '/machines/new' }),
    };
    const ownKeys = {
      key: 'keys',
      group: 'do' as const,
      label: say.shortcuts,
      detail: '?',
      icon: IconKeyboard,
      go: openKeyList,
    };
    const rows = machines.map((machine): Found => ({
      key: `m${machine.id}`,
      group: 'machines',
      label: plainName(machine.name),
      detail: [stateOf(machine).word, addressOf(machine), `snf-${machine.id}`]
        .filter((part) => part !== '')
        .join(', '),
      icon: IconServer2,
      go: () => void navigate({ to: '/machines/$id', params: { id: String(machine.id) } }),
    }));
    const deeds = machines.flatMap((machine) =>
      deedsOf(machine, {
        start: () => void orderAndTell(machine, 'start'),
        screen: () => void navigate({ to: '/machines/$id/screen', params: { id: String(machine.id) } }),
        ask: (ask) =>
          void navigate({ to: '/machines/$id', params: { id: String(machine.id) }, search: { ask } }),
      }),
    );
    return [...rows, make, ownKeys, ...deeds, ...pages];
    // The orders are the same ones at every drawing; the list is made when the palette opens.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [opened, client, navigate]);
}

interface Ways {
  start: () => void;
  screen: () => void;
  ask: (asked: 'shutdown' | 'reboot' | 'destroy') => void;
}

function deedsOf(machine: Server, ways: Ways): Found[] {
  const deeds = [
    { action: 'screen', label: say.screenOf, icon: IconDeviceDesktop, go: ways.screen },
    { action: 'start', label: say.start, icon: IconPlayerPlay, go: ways.start },
    { action: 'shutdown', label: say.shutDown, icon: IconPower, go: () => ways.ask('shutdown') },
    { action: 'reboot', label: say.reboot, icon: IconRefresh, go: () => ways.ask('reboot') },
    { action: 'destroy', label: say.destroy, icon: IconTrash, go: () => ways.ask('destroy') },
  ] as const;
  return deeds
    .filter(({ action }) => whyNot(machine, action) === null)
    .map(({ action, label, icon, go }) => ({
      key: `${action}${machine.id}`,
      group: 'do',
      label: label({ machine: plainName(machine.name) }),
      detail: `snf-${machine.id}`,
      icon,
      go,
    }));
}
