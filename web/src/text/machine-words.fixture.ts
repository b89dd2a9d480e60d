import type { Server } from '../api/servers.ts';

/** A machine for tests: idle and running, with what the test wants to differ. */
export function aMachine(wanted: Partial<Server>): Server {
  return {
    id: 42,
    name: 'atlas-web-1',
    links: [],
    user_id: 'u',
    tenant_id: 'u',
    shared_to_project: false,
    status: 'ACTIVE',
    'SNF:task_state': '',
    progress: 100,
    hostId: '',
    updated: '2026-11-24T10:00:00+00:00',
    created: '2026-11-24T10:00:00+00:00',
    flavor: { id: 1, links: [] },
    image: { id: 'i', links: [] },
    suspended: false,
    metadata: {},
    tags: [],
    attachments: [],
    addresses: {},
    volumes: [],
    diagnostics: [],
    security_groups: [{ name: 'default' }],
    key_name: null,
    'SNF:key_names': [],
    config_drive: '',
    accessIPv4: '',
    accessIPv6: '',
    'SNF:fqdn': null,
    'SNF:port_forwarding': {},
    deleted: false,
    'SNF:rescue': false,
    ...wanted,
  };
}
