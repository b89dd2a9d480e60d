import { z } from 'zod';
import { FIREWALL_PROFILES } from '#contract/compute-words';
import { NETWORK_TYPES } from '#contract/network-words';
import { setting, type SettingsOf } from '#platform/settings';
import { sharedSettings } from '#platform/service/shared-settings';

const count = z.number().int().min(0);
/** A regular expression, as text. */
const pattern = z
  .string()
  .max(200)
  .refine((text) => {
    try {
      return new RegExp(text) instanceof RegExp;
    } catch {
      return false;
    }
  }, 'must be a regular expression');
const serverNetworks = z.array(z.union([z.string(), z.array(z.string()).min(1)]));

/** Settings of compute, under the names of the Administrator's Guide. */
export const computeSettings = {
  BACKEND_PREFIX_ID: setting(
    z.string().regex(/^[a-z][a-z0-9]{0,15}-$/, 'must be lower-case letters and digits and end in one dash'),
    'snf-',
    'What the names of machines begin with in a back end.',
  ),
  POLL_LIMIT: setting(count, 3600, 'Seconds that `changes-since` may reach back.'),
  GANETI_OS: setting(z.string(), 'snf-image+default', 'OS definition that makes new machines.'),
  GANETI_USE_HOTPLUG: setting(
    z.boolean(),
    true,
    'Whether ports come to running machines and go from them; false has them stopped first.',
  ),
  DEFAULT_FIREWALL_PROFILE: setting(
    z.enum(FIREWALL_PROFILES),
    'DISABLED',
    'Firewall of a port in a public network of which a back end tells none.',
  ),
  GANETI_MAX_NICS_PER_INSTANCE: setting(count, 8, 'Ports that a server can have.'),
  MAX_FREE_PORTS: setting(count, 100, 'Ports without a server that a user can have.'),
  BACKEND_PER_USER: setting(
    z.record(z.string(), z.union([z.string(), z.number().int()])),
    {},
    'Back end (number or cluster name) that takes all servers of a user, by the user.',
  ),
  BACKEND_REFRESH_MIN: setting(count, 15, 'Minutes after which the figures of a back end are read anew.'),
  CYCLADES_VM_MAX_METADATA: setting(count, 10, 'Metadata that a server can have.'),
  CYCLADES_VM_MAX_TAGS: setting(count, 50, 'Tags that a server can have.'),
  VNC_DOOR_ADDRESS: sharedSettings.VNC_DOOR_ADDRESS,
  VNC_DOOR_HOST: setting(
    z.string(),
    '',
    'Host that viewers of plain VNC are sent to; empty for that of the base address.',
  ),
  RESCUE_ENABLED: setting(
    z.boolean(),
    false,
    'Whether owners may start their machines from a rescue medium.',
  ),
  RESCUE_IMAGE_PATH: sharedSettings.RESCUE_IMAGE_PATH,
  MAX_PERSONALITY: setting(count, 5, 'Files that can be put into a new server.'),
  MAX_PERSONALITY_SIZE: setting(count, 10_240, 'Bytes of each of these files.'),
  CYCLADES_SERVERS_FQDN: setting(
    z.string(),
    'snf-%(id)s.vm.example.synnefo.org',
    'Full name of a server, with `%(id)s`; empty when servers have none.',
  ),
  CYCLADES_DEFAULT_SERVER_NETWORKS: setting(
    serverNetworks,
    ['SNF:ANY_USER_MODE'],
    'Networks of a server whose creation names none: numbers, SNF:ANY_USER_MODE for every user-mode network there is, SNF:ANY_PUBLIC_IPV4, SNF:ANY_PUBLIC_IPV6 or SNF:ANY_PUBLIC; a list of them stands for the first that can be had.',
  ),
  CYCLADES_PORT_FORWARDING: setting(
    z.record(
      z.string().regex(/^\d{1,5}$/, 'must be the number of a port'),
      z.strictObject({ host: z.string(), port: z.union([z.string(), z.number().int()]) }),
    ),
    {},
    'Where ports of servers with a public IPv4 address are led to from outside, by the port: `host`, in which `%(id)s` is the number of the server, and `port`.',
  ),
  CYCLADES_FORCED_SERVER_NETWORKS: setting(
    serverNetworks,
    [],
    'Networks that every server is connected to first.',
  ),
  CYCLADES_FLAVOR_OVERRIDE_ALLOW_CREATE: setting(
    z.record(z.string(), z.array(pattern)),
    {},
    'Flavors that make no new servers but those of a group: patterns of their names, from the first letter on, by the group.',
  ),
  API_ENABLED_NETWORK_FLAVORS: setting(
    z.array(z.enum(NETWORK_TYPES)),
    ['MAC_FILTERED'],
    'Types of networks that users can make.',
  ),
  MAX_CIDR_BLOCK: setting(
    z.number().int().min(8).max(29),
    22,
    'Length of the prefix of the largest IPv4 subnet: a smaller number is a larger subnet.',
  ),
  DEFAULT_MAC_PREFIX: setting(
    z
      .string()
      .regex(/^[0-9a-f][26ae]:[0-9a-f]{2}:[0-9a-f]$/, 'must be like aa:00:0: of local, single addresses'),
    'aa:00:0',
    'What MAC addresses begin with in networks that have no prefix of their own.',
  ),
  DEFAULT_BRIDGE: setting(z.string(), 'br0', 'Bridge of networks of the type CUSTOM.'),
  DEFAULT_MAC_FILTERED_BRIDGE: setting(
    z.string(),
    'prv0',
    'Bridge of all networks of the type MAC_FILTERED.',
  ),
  CYCLADES_SHARED_RESOURCES_ENABLED: setting(
    z.boolean(),
    false,
    'Whether users may share servers, networks and floating IPs with the members of a project.',
  ),
  ADDRESS_COOL_DOWN_S: setting(
    count,
    600,
    'Seconds that a public address is kept back after its release, until neighbours, names and rules have forgotten it.',
  ),
  ADMIN_STATS_PERMITTED_GROUPS: setting(
    z.array(z.string().min(1).max(255)).max(100),
    ['admin-stats'],
    'Groups whose members see the statistics of `admin/stats/detail`.',
  ),
  USERDATA_MAX_SSH_KEYS_PER_USER: setting(count, 10, 'SSH keys that a user can keep.'),
  USERDATA_SSH_KEY_MAX_CONTENT_LENGTH: setting(count, 30_000, 'Characters of one SSH key.'),
  USERDATA_SSH_KEY_LENGTH: setting(count, 2048, 'Bits of a generated RSA key; 0 forbids generating.'),
  PITHOS_RESOURCE_MAX_METADATA: sharedSettings.PITHOS_RESOURCE_MAX_METADATA,
  VMAPI_BASE_HOST: setting(
    z.string(),
    '',
    'Base address at which nodes fetch the one-time configuration; empty when only the embedded manager does.',
  ),
  CYCLADES_AUDIT_DAYS: setting(
    z.number().int().min(0).max(36_500),
    730,
    'Days that entries of the audit of machines and networks are kept; 0 keeps them for ever.',
  ),
  RECONCILE_INTERVAL_S: setting(
    z.number().int().min(1),
    30,
    'Seconds between two comparisons with the back ends.',
  ),
  SERVER_CREATES_PER_MINUTE: setting(
    count,
    60,
    'Servers that one user can create in a minute; 0 is no limit.',
  ),
  NETWORK_CREATES_PER_MINUTE: setting(
    count,
    60,
    'Networks that one user can create in a minute, and as many ports and floating IPs; 0 is no limit.',
  ),
};

export type ComputeSettings = SettingsOf<typeof computeSettings>;
