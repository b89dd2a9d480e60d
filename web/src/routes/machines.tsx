import { createRoute } from '@tanstack/react-router';
import { STATISTICS_PERIODS } from '#contract/statistics-words';
import { lazyPage } from '../frame/lazy-page.tsx';
import { draftOf } from '../pages/new-machine/draft.ts';
import { alone, inside } from './layouts.tsx';
import { choiceOf, textsOf, type RawSearch } from './search-params.ts';

const machines = createRoute({
  getParentRoute: () => inside,
  path: '/machines',
  validateSearch: (search: RawSearch) => ({
    ...choiceOf(search, 'view', ['cards', 'table']),
    ...textsOf(search, 'filter', 'state', 'sort'),
  }),
  component: lazyPage(() => import('../pages/machines/machines-page.tsx'), 'MachinesPage'),
});

const newMachine = createRoute({
  getParentRoute: () => inside,
  path: '/machines/new',
  validateSearch: draftOf,
  component: lazyPage(() => import('../pages/new-machine/new-machine-page.tsx'), 'NewMachinePage'),
});

const machine = createRoute({
  getParentRoute: () => inside,
  path: '/machines/$id',
  // The dialog that is open over the machine.
  validateSearch: (search: RawSearch) => choiceOf(search, 'ask', ['shutdown', 'reboot', 'destroy']),
  component: lazyPage(() => import('../pages/machine/machine-page.tsx'), 'MachinePage'),
});

const tabs = () => import('../pages/machine/machine-tabs.tsx');
const machineOverview = createRoute({
  getParentRoute: () => machine,
  path: '/',
  component: lazyPage(tabs, 'MachineOverview'),
});
const machineActivity = createRoute({
  getParentRoute: () => machine,
  path: 'activity',
  component: lazyPage(tabs, 'MachineActivity'),
});
const machineNetworks = createRoute({
  getParentRoute: () => machine,
  path: 'networking',
  component: lazyPage(tabs, 'MachineNetworks'),
});
const machineGraphs = createRoute({
  getParentRoute: () => machine,
  path: 'graphs',
  validateSearch: (search: RawSearch) => choiceOf(search, 'period', STATISTICS_PERIODS),
  component: lazyPage(tabs, 'MachineGraphs'),
});
const machineSettings = createRoute({
  getParentRoute: () => machine,
  path: 'settings',
  component: lazyPage(tabs, 'MachineSettings'),
});
const machineScreen = createRoute({
  getParentRoute: () => machine,
  path: 'screen',
  component: lazyPage(() => import('../pages/machine/machine-screen.tsx'), 'MachineScreen'),
});

const screenWindow = createRoute({
  getParentRoute: () => alone,
  path: '/machines/$id/screen/window',
  component: lazyPage(() => import('../pages/machine/screen-window.tsx'), 'ScreenWindow'),
});

export const machineRoutes = [
  machines,
  newMachine,
  machine.addChildren([
    machineOverview,
    machineScreen,
    machineNetworks,
    machineGraphs,
    machineActivity,
    machineSettings,
  ]),
] as const;

export const machineWindows = [screenWindow] as const;
