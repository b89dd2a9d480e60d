import { createRoute } from '@tanstack/react-router';
import { auditSources } from '#contract/audit-words';
import { lazyPage } from '../frame/lazy-page.tsx';
import { ACCOUNT_STATES } from '#contract/user-words';
import { SERVER_STATES } from '../pages/admin/machines/server-states.ts';
import { MAIL_STATES } from '../pages/admin/mail-states.ts';
import { NETWORK_CHOICES, POOL_KINDS } from '../pages/admin/networks/network-choices.ts';
import { inside, requireRight } from './layouts.tsx';
import { choiceOf, numberOf, textsOf, type RawSearch } from './search-params.ts';

const admin = createRoute({
  getParentRoute: () => inside,
  id: 'admin',
  component: requireRight('see the whole cloud'),
});

const cloudState = createRoute({
  getParentRoute: () => admin,
  path: '/admin',
  component: lazyPage(() => import('../pages/admin/cloud-state-page.tsx'), 'CloudStatePage'),
});

const users = createRoute({
  getParentRoute: () => admin,
  path: '/admin/users',
  validateSearch: (search: RawSearch) => ({
    ...textsOf(search, 'filter', 'sort'),
    ...choiceOf(search, 'state', ACCOUNT_STATES),
  }),
  component: lazyPage(() => import('../pages/admin/users/users-page.tsx'), 'UsersPage'),
});

const user = createRoute({
  getParentRoute: () => admin,
  path: '/admin/users/$uuid',
  component: lazyPage(() => import('../pages/admin/users/user-page.tsx'), 'UserPage'),
});

const servers = createRoute({
  getParentRoute: () => admin,
  path: '/admin/servers',
  validateSearch: (search: RawSearch) => ({
    ...textsOf(search, 'filter', 'sort'),
    ...choiceOf(search, 'status', SERVER_STATES),
  }),
  component: lazyPage(() => import('../pages/admin/machines/servers-page.tsx'), 'ServersPage'),
});

const backends = createRoute({
  getParentRoute: () => admin,
  path: '/admin/backends',
  component: lazyPage(() => import('../pages/admin/machines/backends-page.tsx'), 'BackendsPage'),
});

const server = createRoute({
  getParentRoute: () => admin,
  path: '/admin/servers/$id',
  component: lazyPage(() => import('../pages/admin/machines/server-page.tsx'), 'ServerPage'),
});

const networks = createRoute({
  getParentRoute: () => admin,
  path: '/admin/networks',
  validateSearch: (search: RawSearch) => ({
    ...textsOf(search, 'filter', 'sort'),
    ...choiceOf(search, 'which', NETWORK_CHOICES),
  }),
  component: lazyPage(() => import('../pages/admin/networks/cloud-networks-page.tsx'), 'CloudNetworksPage'),
});

const network = createRoute({
  getParentRoute: () => admin,
  path: '/admin/networks/$id',
  component: lazyPage(() => import('../pages/admin/networks/cloud-network-page.tsx'), 'CloudNetworkPage'),
});

const addresses = createRoute({
  getParentRoute: () => admin,
  path: '/admin/addresses',
  validateSearch: (search: RawSearch) => ({
    ...textsOf(search, 'filter', 'sort'),
    ...numberOf(search, 'network'),
  }),
  component: lazyPage(() => import('../pages/admin/networks/addresses-page.tsx'), 'AddressesPage'),
});

const history = createRoute({
  getParentRoute: () => admin,
  path: '/admin/addresses/history',
  validateSearch: (search: RawSearch) => textsOf(search, 'sort', 'address', 'day'),
  component: lazyPage(() => import('../pages/admin/networks/history-page.tsx'), 'HistoryPage'),
});

const pools = createRoute({
  getParentRoute: () => admin,
  path: '/admin/pools',
  validateSearch: (search: RawSearch) => ({
    ...textsOf(search, 'sort'),
    ...choiceOf(search, 'kind', POOL_KINDS),
  }),
  component: lazyPage(() => import('../pages/admin/networks/pools-page.tsx'), 'PoolsPage'),
});

const deciding = createRoute({
  getParentRoute: () => inside,
  id: 'deciding',
  component: requireRight('decide about projects'),
});

const applications = createRoute({
  getParentRoute: () => deciding,
  path: '/admin/applications',
  // The one that is looked at.
  validateSearch: (search: RawSearch) => textsOf(search, 'application'),
  component: lazyPage(() => import('../pages/admin/applications-page.tsx'), 'ApplicationsPage'),
});

const projects = createRoute({
  getParentRoute: () => deciding,
  path: '/admin/projects',
  validateSearch: (search: RawSearch) => textsOf(search, 'filter', 'sort'),
  component: lazyPage(() => import('../pages/admin/admin-projects-page.tsx'), 'AdminProjectsPage'),
});

const mails = createRoute({
  getParentRoute: () => admin,
  path: '/admin/mail',
  // `mail`: the one that is looked at.
  validateSearch: (search: RawSearch) => ({
    ...textsOf(search, 'filter', 'sort'),
    ...choiceOf(search, 'state', MAIL_STATES),
    ...numberOf(search, 'mail'),
  }),
  component: lazyPage(() => import('../pages/admin/mails-page.tsx'), 'MailsPage'),
});

const audit = createRoute({
  getParentRoute: () => admin,
  path: '/admin/audit',
  // `filter`: what the entries are about
  validateSearch: (search: RawSearch) => ({
    ...textsOf(search, 'filter', 'sort', 'who', 'action'),
    ...choiceOf(search, 'source', auditSources),
  }),
  component: lazyPage(() => import('../pages/admin/audit-page.tsx'), 'AuditPage'),
});

export const adminRoutes = [
  admin.addChildren([
    cloudState,
    users,
    user,
    servers,
    server,
    backends,
    networks,
    network,
    addresses,
    history,
    pools,
    mails,
    audit,
  ]),
  deciding.addChildren([applications, projects]),
] as const;
