import { createRoute } from '@tanstack/react-router';
import { lazyPage } from '../frame/lazy-page.tsx';
import { inside } from './layouts.tsx';
import { textsOf, type RawSearch } from './search-params.ts';

/** Where one is in Files. Names of containers and objects hold any text, `..` and slashes too, which no path can carry. */
interface FilesSearch {
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
  validateSearch: (search: RawSearch): FilesSearch =>
    textsOf(search, 'container', 'folder', 'filter', 'sort', 'details', 'owner', 'scope'),
  component: lazyPage(() => import('../pages/files/files-page.tsx'), 'FilesPage'),
});

export const filesRoutes = [files] as const;
