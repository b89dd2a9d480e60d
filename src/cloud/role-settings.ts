import { computeSettings } from '#compute/settings';
import { consoleSettings } from '#console/settings';
import { gatewaySettings } from '#gateway/settings';
import { identitySettings } from '#identity/settings';
import { objectSettings } from '#object/settings';
import type { RoleName } from '#platform/role';
import type { SettingsSchema } from '#platform/settings';
import { vmhostSettings } from '#vmhost/settings';

/** What can be set for each role, without the code of the role: a command reads all settings and opens one role. */
export const roleSettings: Readonly<Record<RoleName, SettingsSchema>> = {
  identity: identitySettings,
  object: objectSettings,
  vmhost: vmhostSettings,
  compute: computeSettings,
  dispatcher: computeSettings,
  scheduler: computeSettings,
  console: consoleSettings,
  gateway: gatewaySettings,
};
