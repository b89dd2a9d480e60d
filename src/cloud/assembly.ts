import type { Doors } from '#platform/service/role';
import type { ComponentOutline } from '#platform/service/component-outline';
import type {
  DatabaseDefinition,
  RoleOutline,
  ServiceDefinition,
} from '#platform/service/service-definition';
import type { SettingsSchema } from '#platform/settings';
import { services } from './roles.ts';
import { cloudSettings, databaseSettings, roleAddressesOf } from './settings.ts';

/** The message queue belongs to no service. */
const QUEUE: DatabaseDefinition = {
  name: 'queue',
  setting: 'QUEUE_DATABASE_URL',
  of: 'the message queue',
  directSetting: 'QUEUE_DATABASE_DIRECT_URL',
  since: 1,
};

/** What the assembly itself keeps in `secrets.json`. */
const OWN_SECRETS = [
  { place: 'databases.superuser', since: 1 },
  { place: 'sealingKey', since: 1 },
  { place: 'internal', since: 1 },
];

/** Every list that follows from which services there are. */
export interface Assembly {
  services: readonly ServiceDefinition[];
  /** In the order of starting. */
  roles: readonly RoleOutline[];
  databases: readonly DatabaseDefinition[];
  /** In the order of the catalog. */
  components: readonly ComponentOutline[];
  doors: Doors;
  /** Folders of the data directory that may be file systems of their own. */
  directories: readonly string[];
  /** The role whose process makes credentials; undefined where no service has one. */
  secretsMaker: string | undefined;
  /** Credentials by their place in `secrets.json`, with the version of the file that brought each. */
  secrets: ReadonlyMap<string, number>;
  /** Settings of the assembly itself, without those of the services. */
  ownSettings: SettingsSchema;
  /** Every setting there is. Two services may share one only if it means the same. */
  allSettings: SettingsSchema;
  /** Settings of the service that a role is of. Throws TypeError for a role that is not there. */
  settingsOf(role: string): SettingsSchema;
}

export function assemble(definitions: readonly ServiceDefinition[]): Assembly {
  const roles = definitions.flatMap((service) => service.roles);
  const databases = [...definitions.flatMap((service) => service.databases), QUEUE];
  const components = definitions
    .flatMap(({ component }) => component ?? [])
    .sort((a, b) => a.name.localeCompare(b.name));
  const secrets = [
    ...databases.map(({ name, since }) => ({ place: `databases.${name}`, since })),
    ...components.map(({ name, since }) => ({ place: `components.${name}`, since })),
    ...definitions.flatMap((service) => service.secrets ?? []),
    ...OWN_SECRETS,
  ];
  refuseTwice('service', definitions.map(nameOf));
  refuseTwice('role', roles.map(nameOf));
  refuseTwice('database', databases.map(nameOf));
  refuseTwice(
    'maker of secrets',
    roles.filter(({ makesSecrets }) => makesSecrets === true).map(() => 'of the cloud'),
  );
  const addresses = databases.flatMap((each) => [each.setting, each.directSetting ?? []].flat());
  refuseTwice('setting of a database', addresses);
  refuseTwice('component', components.map(nameOf));
  refuseTwice(
    'secret',
    secrets.map(({ place }) => place),
  );
  refuseTwice('public address', [
    ...components.map(({ prefix }) => `/${prefix} of a component`),
    ...definitions.flatMap(({ segments = {} }) => Object.keys(segments).map((segment) => `/${segment}`)),
    ...definitions.flatMap(({ upgrades = {} }) => Object.keys(upgrades)),
  ]);
  const ownSettings: SettingsSchema = {
    ...cloudSettings,
    ...databaseSettings(databases),
    ROLE_ADDRESSES: roleAddressesOf(roles),
  };
  const serviceOf = new Map(
    definitions.flatMap((service) => service.roles.map(({ name }) => [name as string, service])),
  );
  return {
    services: definitions,
    roles,
    databases,
    components,
    doors: {
      segments: new Map(definitions.flatMap(({ segments = {} }) => Object.entries(segments))),
      upgrades: new Map(definitions.flatMap(({ upgrades = {} }) => Object.entries(upgrades))),
    },
    // The databases that are kept here are the assembly's own.
    directories: ['postgres', ...definitions.flatMap(({ directories = [] }) => directories)],
    secretsMaker: roles.find(({ makesSecrets }) => makesSecrets === true)?.name,
    secrets: new Map(secrets.map(({ place, since }) => [place, since])),
    ownSettings,
    allSettings: { ...joinedSettings(definitions, databaseSettings(databases)), ...ownSettings },
    settingsOf: (role) => {
      const service = serviceOf.get(role);
      if (service === undefined) throw new TypeError(`there is no role ${role}`);
      return service.settings;
    },
  };
}

const nameOf = ({ name }: { name: string }): string => name;

/** Of two that have one name, one would stand in the other's place without a word. */
function refuseTwice(what: string, names: readonly string[]): void {
  const twice = names.find((name, at) => names.indexOf(name) !== at);
  if (twice !== undefined) throw new TypeError(`the ${what} ${twice} is declared twice`);
}

/** Settings of all services. A name means one thing: who shares it shares the very row. */
function joinedSettings(
  definitions: readonly ServiceDefinition[],
  ofDatabases: SettingsSchema,
): SettingsSchema {
  const joined: SettingsSchema = { ...cloudSettings, ...ofDatabases };
  for (const { name: service, settings } of definitions)
    for (const [name, row] of Object.entries(settings)) {
      if (joined[name] !== undefined && joined[name] !== row)
        throw new TypeError(`the setting ${name} of ${service} is another one elsewhere`);
      joined[name] = row;
    }
  return joined;
}

/** The cloud of this program. */
export const assembly: Assembly = assemble(services);
