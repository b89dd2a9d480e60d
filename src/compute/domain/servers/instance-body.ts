import type { InstanceConfig } from '#contract/instance-config';
import type { ComputeSettings } from '../../settings.ts';
import type { BackendRow } from '../../store/backends/backends.ts';
import type { FlavorRow } from '../../store/flavors.ts';
import type { NetworkRow } from '../../store/networks/networks.ts';
import type { VolumeRow } from '../../store/volumes.ts';
import type { PortRow } from '../../store/networks/ports.ts';
import { templateOf } from '../backends/allocator.ts';
import { encodedTag } from './tag-words.ts';
import { instanceName, volumeName } from '../names.ts';
import { nicOf } from '../ports/cards.ts';

/** Base of the hypervisor's parameters, as the original's GANETI_CREATEINSTANCE_KWARGS had them. */
const HYPERVISOR_PARAMETERS: Readonly<Record<string, Record<string, unknown>>> = {
  kvm: { serial_console: false },
};

/**
 * The body of `POST /2/instances` (spec/compute-backend 1.3). It holds nothing secret: it is kept with the intent and can
 * be read by everybody who may read jobs. The address of the one-time document is added when it is sent.
 */
export function createBody(wanted: {
  settings: ComputeSettings;
  server: number;
  flavor: FlavorRow;
  volume: VolumeRow;
  nics: readonly { port: PortRow; network: NetworkRow }[];
  config: InstanceConfig;
  backend: BackendRow;
  /** Each with its namespace. */
  tags: readonly string[];
}): Record<string, unknown> {
  const { settings, flavor, volume, config, backend } = wanted;
  const prefix = settings.BACKEND_PREFIX_ID;
  const { template, provider } = templateOf(flavor.diskTemplate);
  return {
    __version__: 1,
    mode: 'create',
    instance_name: instanceName(prefix, wanted.server),
    os_type: settings.GANETI_OS,
    disk_template: template,
    disks: [
      {
        name: volumeName(prefix, volume.id),
        size: volume.size * 1024,
        ...(provider === undefined ? {} : { provider }),
      },
    ],
    nics: wanted.nics.map(({ port, network }) => nicOf(prefix, port, network)),
    osparams: { img_id: config.image.id, img_format: config.image.format },
    hvparams: HYPERVISOR_PARAMETERS[backend.hypervisor] ?? {},
    beparams: { auto_balance: true, vcpus: flavor.cpu, minmem: flavor.ram, maxmem: flavor.ram },
    ip_check: false,
    name_check: false,
    conflicts_check: false,
    wait_for_sync: false,
    tags: wanted.tags.map(encodedTag),
  };
}
