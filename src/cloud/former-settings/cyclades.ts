import type { FormerSetting } from './former-setting.ts';

/** Of compute. */
export const formerOfCyclades: readonly FormerSetting[] = [
  {
    names: ['CYCLADES_BASE_URL'],
    sentence: '`BASE_URL` is the address of the whole cloud; compute answers below it, at `/cyclades`.',
  },
  {
    names: ['ASTAKOS_AUTH_URL', 'CYCLADES_SERVICE_TOKEN', 'CYCLADES_ASTAKOSCLIENT_POOLSIZE'],
    sentence: 'the services of a cloud find and know each other.',
  },
  { names: ['CYCLADES_PROXY_PREFIX'], sentence: 'the console and all services have one address.' },
  {
    names: ['BACKEND_ALLOCATOR_MODULE', 'BACKEND_FILTER_ALLOCATOR_FILTERS'],
    sentence: 'no code of the operator is loaded.',
  },
  {
    names: ['GANETI_CREATEINSTANCE_KWARGS'],
    sentence: '`GANETI_OS` is the OS definition; the rest cannot be chosen yet.',
  },
  {
    names: [
      'GANETI_USE_OPPORTUNISTIC_LOCKING',
      'GANETI_DISKS_WAIT_FOR_SYNC',
      'GANETI_DISK_PROVIDER_KWARGS',
      'GANETI_CLONE_PROVIDERS',
      'GANETI_MAX_DISKS_PER_INSTANCE',
      'ALLOWED_DISK_FORMATS',
      'SYSTEM_IMAGES_OWNER',
    ],
    sentence: 'that cannot be chosen yet.',
  },
  {
    names: ['AMQP_BACKEND', 'EXCHANGE_GANETI'],
    sentence: '`BROKER` and `AMQP_HOSTS` say where events travel.',
  },
  {
    names: ['RECONCILIATION_MIN'],
    sentence: 'the original did not use it either; `RECONCILE_INTERVAL_S` does that.',
  },
  {
    names: ['GANETI_FIREWALL_ENABLED_TAG', 'GANETI_FIREWALL_DISABLED_TAG', 'GANETI_FIREWALL_PROTECTED_TAG'],
    sentence: 'the tags of firewall profiles always have the names that the original gave them.',
  },
  {
    names: ['SECRET_ENCRYPTION_KEY'],
    sentence: 'the cloud makes its own secrets, in `secrets.json` of the data directory.',
  },
  {
    names: ['CYCLADES_VNCAUTHPROXY_OPTS'],
    sentence: 'the cloud relays screens itself; `VNC_DOOR_ADDRESS` opens ports for plain VNC.',
  },
  {
    names: [
      'CYCLADES_VOLUME_MAX_SIZE',
      'CYCLADES_VOLUME_MAX_METADATA',
      'CYCLADES_DETACHABLE_DISK_TEMPLATES',
      'CYCLADES_SNAPSHOTS_ENABLED',
    ],
    sentence: 'volumes and snapshots are not there yet.',
  },
  {
    names: ['CYCLADES_SHARED_RESOURCES_ENABLE'],
    sentence: 'it is called `CYCLADES_SHARED_RESOURCES_ENABLED`.',
  },
  {
    names: ['VMAPI_CACHE*', 'VM_PASSWORD_CACHE*', 'PUBLIC_STATS_CACHE*'],
    family: /^(?:VMAPI|VM_PASSWORD|PUBLIC_STATS)_CACHE\w*$/,
    sentence: 'no cache has to be kept for the cloud.',
  },
  { names: ['VMAPI_BASE_URL'], sentence: '`VMAPI_BASE_HOST` is where nodes fetch configurations.' },
  { names: ['VMAPI_RESET_PARAMS'], sentence: 'a configuration is handed out once, whatever is chosen.' },
  {
    names: [
      'CYCLADES_STATS_SECRET_KEY',
      'CPU_BAR_GRAPH_URL',
      'CPU_TIMESERIES_GRAPH_URL',
      'NET_BAR_GRAPH_URL',
      'NET_TIMESERIES_GRAPH_URL',
      'STATS_REFRESH_PERIOD',
    ],
    sentence: 'the cloud draws the graphs itself, at addresses that it signs for one hour.',
  },
  { names: ['HELPDESK_ENABLED', 'HELPDESK_PERMITTED_GROUPS'], sentence: 'there is no page for a helpdesk.' },
  { names: ['UI_*'], family: /^UI_\w+$/, sentence: 'the console leaves no such choice.' },
  { names: ['DISPATCHER_LOGGING_SETUP'], sentence: 'all roles write one log.' },
  {
    names: ['DEFAULT_ROUTING_TABLE', 'ARCHIPELAGO_BACKENDS', 'PUBLIC_USE_POOL'],
    sentence: 'later releases of the original do without, too.',
  },
];
