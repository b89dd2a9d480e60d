import '@fontsource-variable/inter';
import '@fontsource-variable/jetbrains-mono';
import './styles/mantine.ts';
import '@mantine/notifications/styles.layer.css';
import './styles/base.css';
import './styles/frame.css';
import './styles/parts.css';
import './styles/pages.css';
import './styles/phone.css';
import { MantineProvider } from '@mantine/core';
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { watchConnection } from './api/connection.ts';
import { watchOtherTabs } from './api/other-account.ts';
import { prefetchPages } from './frame/prefetch-pages.ts';
import { watchActivity } from './live/activity.ts';
import { newQueryClient } from './live/query-client.ts';
import { newRouter } from './router.tsx';
import { trustOwnScripts } from './security/trusted-types.ts';
import { DEFAULT_BRAND } from './theme/brand.ts';
import { themeFor } from './theme/theme.ts';
import { cssVariables } from './theme/tokens.ts';
import { UploadProvider } from './upload/upload-context.tsx';

trustOwnScripts();
watchActivity();
watchConnection();
watchOtherTabs();
const queryClient = newQueryClient();
const router = newRouter(queryClient);
prefetchPages();
preloadPage();

/** The script of the page that was asked for comes while it is found out who asks. */
function preloadPage(): void {
  const routes: Record<string, { options: { component?: unknown } }> = router.routesById;
  for (const { routeId } of router.matchRoutes(router.latestLocation) as { routeId: string }[]) {
    const page = routes[routeId]?.options.component as { preload?: () => Promise<void> } | undefined;
    void page?.preload?.();
  }
}

const nonce = document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content ?? '';
const place = document.getElementById('root');
if (place === null) throw new Error('index.html has no place for the console');

// Once the page is known, which needs an answer that is on its way already: nothing is drawn that is thrown away at once.
void router.load().then(() =>
  createRoot(place).render(
    <StrictMode>
      <MantineProvider
        theme={themeFor(DEFAULT_BRAND)}
        cssVariablesResolver={cssVariables}
        defaultColorScheme="auto"
        getStyleNonce={() => nonce}
        withGlobalClasses={false}
      >
        <QueryClientProvider client={queryClient}>
          <UploadProvider>
            <RouterProvider router={router} />
          </UploadProvider>
        </QueryClientProvider>
      </MantineProvider>
    </StrictMode>,
  ),
);
