import { createRoute } from '@tanstack/react-router';
import { lazyPage } from '../frame/lazy-page.tsx';
import { inside } from './layouts.tsx';
import { textsOf, type RawSearch } from './search-params.ts';

const images = createRoute({
  getParentRoute: () => inside,
  path: '/images',
  validateSearch: (search: RawSearch) => textsOf(search, 'tab', 'filter'),
  component: lazyPage(() => import('../pages/images/images-page.tsx'), 'ImagesPage'),
});

const image = createRoute({
  getParentRoute: () => inside,
  path: '/images/$id',
  component: lazyPage(() => import('../pages/images/image-page.tsx'), 'ImagePage'),
});

export const imageRoutes = [images, image] as const;
