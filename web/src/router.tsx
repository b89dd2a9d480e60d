import type { QueryClient } from '@tanstack/react-query';
import { createRoute, createRouter } from '@tanstack/react-router';
import { NothingHere } from './parts/load-error.tsx';
import { PageBroken } from './parts/page-broken.tsx';
import { accessRoutes } from './routes/access.tsx';
import { adminRoutes } from './routes/admin.tsx';
import { filesRoutes } from './routes/files.tsx';
import { imageRoutes } from './routes/images.tsx';
import { alone, inside, root, signedOut } from './routes/layouts.tsx';
import { logInRoutes } from './routes/log-in.tsx';
import { machineRoutes, machineWindows } from './routes/machines.tsx';
import { networkRoutes } from './routes/networks.tsx';
import { overviewRoutes } from './routes/overview.tsx';
import { profileRoutes } from './routes/profile.tsx';
import { projectRoutes } from './routes/projects.tsx';

/** Any other address: the frame stays, with its ways home. */
const unknown = createRoute({ getParentRoute: () => inside, path: '$', component: NothingHere });

const tree = root.addChildren([
  signedOut.addChildren([...logInRoutes]),
  alone.addChildren([...machineWindows]),
  inside.addChildren([
    ...overviewRoutes,
    ...machineRoutes,
    ...imageRoutes,
    ...networkRoutes,
    ...filesRoutes,
    ...projectRoutes,
    ...accessRoutes,
    ...profileRoutes,
    ...adminRoutes,
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
