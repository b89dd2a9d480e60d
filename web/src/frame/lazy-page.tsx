import type { ComponentType } from 'react';
import { say } from '#text/parts';
import { ScriptMissing } from '../parts/script-missing.tsx';
import { PageSkeleton } from '../parts/skeletons.tsx';
import { lazyPart, type LazyPart } from './lazy-part.tsx';
import { prefetched } from './prefetch-pages.ts';

/** A page whose script comes when it is opened, or before, when the browser has nothing else to do. */
export function lazyPage<Module extends object>(
  load: () => Promise<Module>,
  name: keyof Module & string,
): LazyPart<object> {
  // Not by the component's own type: that one depends on the routes, and they on this.
  const page = lazyPart(async () => ({ page: (await load())[name] as ComponentType }), 'page', {
    waiting: <PageSkeleton title={say.loading} />,
    missing: (retry) => <ScriptMissing onRetry={retry} />,
  });
  prefetched.push(page.preload);
  return page;
}
