import { COMPUTE_PREFIX } from '#contract/compute';
import { NETWORK_PREFIX } from '#contract/network';
import type { ServiceError } from '#platform/errors';
import { type UnbuiltPath, unbuiltAt } from '#platform/http/unbuilt-paths';
import { error } from '../errors.ts';

const SERVER = `${COMPUTE_PREFIX}/servers/:id`;

/** What Cyclades and today's OpenStack have at these addresses and this cloud does not have yet. A row goes when its routes come. */
const UNBUILT: readonly UnbuiltPath[] = [
  { path: `${SERVER}/os-volume_attachments/*`, what: 'Volumes' },
  { path: `${SERVER}/os-interface/*`, what: 'Ports' },
  { path: `${COMPUTE_PREFIX}/os-floating-ip-pools`, what: 'Floating IPs' },
  { path: `${COMPUTE_PREFIX}/os-snapshots/*`, what: 'Snapshots' },
  { path: `${COMPUTE_PREFIX}/os-volumes/*`, what: 'Volumes' },
  { path: `${COMPUTE_PREFIX}/os-security-groups/*`, what: 'Security groups' },
  { path: `${COMPUTE_PREFIX}/limits`, what: 'Limits by the compute service' },
  { path: `${NETWORK_PREFIX}/routers/*`, what: 'Routers' },
  { path: `${NETWORK_PREFIX}/security-groups/*`, what: 'Security groups' },
  { path: `${NETWORK_PREFIX}/security-group-rules/*`, what: 'Security groups' },
  { path: `${NETWORK_PREFIX}/quotas/*`, what: 'Quotas by the network service' },
  { path: '/cyclades/volume/*', what: 'Volumes and snapshots' },
  { path: '/cyclades/userdata/*', what: 'Keys at this address' },
  { path: '/cyclades/vmapi/*', what: 'Configurations of machines at this address' },
  { path: '/cyclades/helpdesk/*', what: 'The pages of the help desk' },
];

const unbuilt = unbuiltAt(UNBUILT);
const SPOKEN: Readonly<Record<string, string>> = { compute: 'v2.0', network: 'v2.0', image: 'v1.0' };

/** 501 for what is not built yet and for versions that are not spoken, in words that every client prints. */
export function absentFromCompute(method: string, path: string): ServiceError | undefined {
  const what = unbuilt(method, path);
  if (what !== undefined) return error('not_offered', { what });
  const [, , service = '', version = ''] = path.split('/');
  const spoken = SPOKEN[service];
  if (spoken === undefined || version === spoken || !/^v\d{1,4}(?:\.\d{1,4})?$/.test(version))
    return undefined;
  return error('version_not_offered', { service, version, spoken });
}
