import { useQuery } from '@tanstack/react-query';
import { Outlet, useMatches } from '@tanstack/react-router';
import { type ReactNode, Suspense } from 'react';
import { say } from '#text/frame';
import { sessionQuery } from '../api/session.ts';
import { SessionContext } from '../api/use-session.ts';
import { RowsSkeleton } from '../parts/skeletons.tsx';
import { AlertBars } from './alert-bars.tsx';
import { lazyPart } from './lazy-part.tsx';
import { Footer } from './footer.tsx';
import { Navigation } from './navigation.tsx';
import { OfflineBar } from './offline-bar.tsx';
import { RefreshBar } from './refresh-bar.tsx';
import { SpokenChanges } from './spoken-changes.tsx';
import { TabBar } from './tab-bar.tsx';
import { TopBar } from './top-bar.tsx';
import { usePageKeys } from './use-page-keys.ts';

/** Comes by itself soon after; without it the pages still work. */
export const FrameExtras = lazyPart(() => import('./frame-extras.tsx'), 'FrameExtras', {
  waiting: null,
  missing: () => null,
});

/** The frame around every page of somebody who is logged in. */
export function Shell(): ReactNode {
  const { data: person } = useQuery(sessionQuery);
  usePageKeys(person);
  const whole = useMatches().some((match) => match.fullPath === '/files');
  if (person === undefined || person === null) return null;
  return (
    <SessionContext value={person}>
      <div className="shell">
        <a className="skip" href="#content">
          {say.skip}
        </a>
        <Navigation />
        <div className="main">
          <RefreshBar />
          <TopBar />
          <OfflineBar />
          <AlertBars />
          <main id="content" tabIndex={-1} className={whole ? 'body whole' : 'body'}>
            <Suspense fallback={<RowsSkeleton />}>{whole ? <Outlet /> : <Framed />}</Suspense>
          </main>
        </div>
        <TabBar />
        <SpokenChanges />
        <FrameExtras person={person} />
      </div>
    </SessionContext>
  );
}

function Framed() {
  return (
    <>
      <div className="page">
        <Outlet />
      </div>
      <Footer />
    </>
  );
}
