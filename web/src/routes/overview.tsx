import { createRoute } from '@tanstack/react-router';
import { OverviewPage } from '../pages/overview/overview-page.tsx';
import { readOverview } from '../pages/overview/read-overview.ts';
import { inside } from './layouts.tsx';

const overview = createRoute({
  getParentRoute: () => inside,
  path: '/',
  // Most visits begin here: its script comes with the frame's.
  component: OverviewPage,
  loaderDeps: ({ search: { project } }) => ({ project }),
  loader: ({ context, deps }) => readOverview(context.client, deps),
});

export const overviewRoutes = [overview] as const;
