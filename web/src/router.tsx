import type { QueryClient } from '@tanstack/react-query';
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  Outlet,
  redirect,
} from '@tanstack/react-router';
import { sessionQuery } from './api/session.ts';
import { lazyPage } from './frame/lazy-page.tsx';
import { Shell } from './frame/shell.tsx';
import { draftOf } from './pages/new-machine/draft.ts';
import { PageBroken } from './parts/page-broken.tsx';
import { NothingHere } from './parts/load-error.tsx';

const root = createRootRouteWithContext<{ client: QueryClient }>()({ component: Outlet });

const logIn = createRoute({
  getParentRoute: () => root,
  path: '/log-in',
  validateSearch: (search: Record<string, unknown>): { next?: string } => {
    // Only a path of this console: never a way out to somewhere else.
    const next = typeof search['next'] === 'string' ? search['next'] : '';
    return /^\/(?![/\\])/.test(next) ? { next } : {};
  },
  component: lazyPage(() => import('./pages/log-in/log-in-page.tsx'), 'LogInPage'),
});

/** Leads whoever is not logged in to the log-in, and from there back. */
async function requirePerson({
  context,
  location,
}: {
  context: { client: QueryClient };
  location: { href: string };
}): Promise<void> {
  const person = await context.client.ensureQueryData(sessionQuery);
  if (person === null)
    throw redirect({ to: '/log-in', search: location.href === '/' ? {} : { next: location.href } });
}

/** Everything behind the log-in. */
const inside = createRoute({
  getParentRoute: () => root,
  id: 'inside',
  component: Shell,
  beforeLoad: requirePerson,
});

/** What is behind the log-in and has no frame around it. */
const alone = createRoute({
  getParentRoute: () => root,
  id: 'alone',
  component: lazyPage(() => import('./frame/alone.tsx'), 'Alone'),
  beforeLoad: requirePerson,
});

const screenWindow = createRoute({
  getParentRoute: () => alone,
  path: '/machines/$id/screen/window',
  component: lazyPage(() => import('./pages/machine/screen-window.tsx'), 'ScreenWindow'),
});

const overview = createRoute({
  getParentRoute: () => inside,
  path: '/',
  component: lazyPage(() => import('./pages/overview/overview-page.tsx'), 'OverviewPage'),
});

export interface MachinesSearch {
  view?: 'cards' | 'table';
  filter?: string;
  state?: string;
  sort?: string;
}

const machines = createRoute({
  getParentRoute: () => inside,
  path: '/machines',
  validateSearch: (search: Record<string, unknown>): MachinesSearch => ({
    ...(search['view'] === 'table' || search['view'] === 'cards' ? { view: search['view'] } : {}),
    ...(textOf(search['filter']) === '' ? {} : { filter: textOf(search['filter']) }),
    ...(textOf(search['state']) === '' ? {} : { state: textOf(search['state']) }),
    ...(textOf(search['sort']) === '' ? {} : { sort: textOf(search['sort']) }),
  }),
  component: lazyPage(() => import('./pages/machines/machines-page.tsx'), 'MachinesPage'),
});

const newMachine = createRoute({
  getParentRoute: () => inside,
  path: '/machines/new',
  validateSearch: draftOf,
  component: lazyPage(() => import('./pages/new-machine/new-machine-page.tsx'), 'NewMachinePage'),
});

const ASKS = ['shutdown', 'reboot', 'destroy'] as const;

/** The dialog that is open over a machine. */
export interface MachineSearch {
  ask?: (typeof ASKS)[number];
}

const machine = createRoute({
  getParentRoute: () => inside,
  path: '/machines/$id',
  validateSearch: (search: Record<string, unknown>): MachineSearch => {
    const ask = ASKS.find((each) => each === search['ask']);
    return ask === undefined ? {} : { ask };
  },
  component: lazyPage(() => import('./pages/machine/machine-page.tsx'), 'MachinePage'),
});
const machinePage = () => import('./pages/machine/machine-tabs.tsx');
const machineOverview = createRoute({
  getParentRoute: () => machine,
  path: '/',
  component: lazyPage(machinePage, 'MachineOverview'),
});
const machineActivity = createRoute({
  getParentRoute: () => machine,
  path: 'activity',
  component: lazyPage(machinePage, 'MachineActivity'),
});
const machineSettings = createRoute({
  getParentRoute: () => machine,
  path: 'settings',
  component: lazyPage(machinePage, 'MachineSettings'),
});
const machineScreen = createRoute({
  getParentRoute: () => machine,
  path: 'screen',
  component: lazyPage(() => import('./pages/machine/machine-screen.tsx'), 'MachineScreen'),
});

const images = createRoute({
  getParentRoute: () => inside,
  path: '/images',
  validateSearch: (search: Record<string, unknown>): { tab?: string; filter?: string } => ({
    ...(textOf(search['tab']) === '' ? {} : { tab: textOf(search['tab']) }),
    ...(textOf(search['filter']) === '' ? {} : { filter: textOf(search['filter']) }),
  }),
  component: lazyPage(() => import('./pages/images/images-page.tsx'), 'ImagesPage'),
});

const image = createRoute({
  getParentRoute: () => inside,
  path: '/images/$id',
  component: lazyPage(() => import('./pages/images/image-page.tsx'), 'ImagePage'),
});

/** Where one is in Files. Names of containers and objects hold any text, `..` and slashes too, which no path can carry. */
export interface FilesSearch {
  container?: string;
  /** Ends in a slash; absent at the top. */
  folder?: string;
  filter?: string;
  sort?: string;
  /** Whole name of what the details are shown of. */
  details?: string;
  /** Whose files are looked at, when they are somebody else's. */
  owner?: string;
  /** Where the filter looks, besides in the folder itself. */
  scope?: string;
}

const files = createRoute({
  getParentRoute: () => inside,
  path: '/files',
  validateSearch: (search: Record<string, unknown>): FilesSearch => ({
    // A name that is all digits comes back from the address as a number.
    ...(textOf(search['container']) === '' ? {} : { container: textOf(search['container']) }),
    ...(textOf(search['folder']) === '' ? {} : { folder: textOf(search['folder']) }),
    ...(textOf(search['filter']) === '' ? {} : { filter: textOf(search['filter']) }),
    ...(textOf(search['sort']) === '' ? {} : { sort: textOf(search['sort']) }),
    ...(textOf(search['details']) === '' ? {} : { details: textOf(search['details']) }),
    ...(textOf(search['owner']) === '' ? {} : { owner: textOf(search['owner']) }),
    ...(textOf(search['scope']) === '' ? {} : { scope: textOf(search['scope']) }),
  }),
  component: lazyPage(() => import('./pages/files/files-page.tsx'), 'FilesPage'),
});

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : '';
}

const access = createRoute({
  getParentRoute: () => inside,
  path: '/access',
  validateSearch: (search: Record<string, unknown>): { program?: string } =>
    textOf(search['program']) === '' ? {} : { program: textOf(search['program']) },
  component: lazyPage(() => import('./pages/access/access-page.tsx'), 'AccessPage'),
});
const sshKeys = createRoute({
  getParentRoute: () => inside,
  path: '/access/ssh-keys',
  component: lazyPage(() => import('./pages/access/ssh-keys-page.tsx'), 'SshKeysPage'),
});

const cloudState = createRoute({
  getParentRoute: () => inside,
  path: '/admin',
  component: lazyPage(() => import('./pages/admin/cloud-state-page.tsx'), 'CloudStatePage'),
});

/** Any other address: the frame stays, with its ways home. */
const unknown = createRoute({ getParentRoute: () => inside, path: '$', component: NothingHere });

const tree = root.addChildren([
  logIn,
  alone.addChildren([screenWindow]),
  inside.addChildren([
    overview,
    machines,
    newMachine,
    machine.addChildren([machineOverview, machineScreen, machineActivity, machineSettings]),
    images,
    image,
    files,
    access,
    sshKeys,
    cloudState,
    unknown,
  ]),
]);

/** The addresses of the console, all below /ui. */
export function newRouter(client: QueryClient) {
  return createRouter({
    routeTree: tree,
    basepath: '/ui',
    context: { client },
    defaultPreload: 'intent',
    defaultErrorComponent: PageBroken,
    defaultNotFoundComponent: () => <NothingHere />,
    scrollRestoration: true,
  });
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof newRouter>;
  }
}
