import type { Route } from '#platform/http/route';
import type { Compute } from '../domain/compute.ts';
import { cloudStatisticsRoutes } from './cloud-statistics.ts';
import { administeredBackendRoutes } from './administration/backends.ts';
import { computeAuditRoutes } from './administration/audit.ts';
import { administeredAddressRoutes } from './administration/addresses.ts';
import { administeredNetworkRoutes } from './administration/networks.ts';
import { administeredPoolRoutes } from './administration/pools.ts';
import { administeredServerRoutes } from './administration/servers.ts';
import { computeImageRoutes } from './images/compute-images.ts';
import { flavorRoutes } from './flavors.ts';
import { imageMemberRoutes } from './images/members.ts';
import { imageRoutes } from './images/images.ts';
import { internalRoutes } from './internal.ts';
import { keypairRoutes } from './keypairs.ts';
import { listenRoute } from './live.ts';
import { floatingIpRoutes } from './networks/floating-ips.ts';
import { networkRoutes } from './networks/networks.ts';
import { oldNetworkRoutes } from './networks/old-networks.ts';
import { computeFloatingIpRoutes } from './networks/os-floating-ips.ts';
import { subnetRoutes } from './networks/subnets.ts';
import { portRoutes } from './ports/ports.ts';
import { screenRoutes } from './screens.ts';
import { serverActionRoutes } from './servers/actions.ts';
import { serverPartRoutes } from './servers/parts.ts';
import { serverTagRoutes } from './servers/tags.ts';
import { serverRoutes } from './servers/servers.ts';
import { statisticsRoutes } from './statistics/statistics.ts';
import { versionRoutes } from './versions.ts';

/** Every address of compute. */
export const computeRoutes: readonly Route<Compute>[] = [
  ...versionRoutes,
  ...serverRoutes,
  ...screenRoutes,
  ...serverActionRoutes,
  ...serverPartRoutes,
  ...statisticsRoutes,
  ...cloudStatisticsRoutes,
  ...serverTagRoutes,
  ...flavorRoutes,
  ...computeImageRoutes,
  ...keypairRoutes,
  listenRoute,
  ...networkRoutes,
  ...oldNetworkRoutes,
  ...subnetRoutes,
  ...floatingIpRoutes,
  ...computeFloatingIpRoutes,
  ...portRoutes,
  ...imageRoutes,
  ...imageMemberRoutes,
  ...administeredServerRoutes,
  ...administeredBackendRoutes,
  ...administeredNetworkRoutes,
  ...administeredAddressRoutes,
  ...administeredPoolRoutes,
  ...computeAuditRoutes,
  ...internalRoutes,
];

const WITH_SUFFIX =
  /^(\/cyclades\/(?:compute|network)\/v2\.0\/(?:servers|flavors|images|networks|subnets|ports|floatingips|os-floating-ips|os-keypairs|extensions)(?:\/(?:detail|\d+|[0-9a-f-]{36}))?(?:\/[a-z_-]+)?)\.json(?=\?|$)/;

/** Old scripts end addresses in `.json`; `v1` is another name of the image service's version. Text of users is left alone. */
export function rewriteUrl(url: string): string {
  const plain = url.length > 8192 ? url : url.replace(WITH_SUFFIX, '$1');
  return plain.replace(/^\/cyclades\/image\/v1(?=\/|\?|$)/, IMAGE_V1);
}

const IMAGE_V1 = '/cyclades/image/v1.0';
