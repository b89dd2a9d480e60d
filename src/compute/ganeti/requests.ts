import { isFinalJobStatus, jobStatuses } from '#contract/ganeti';
import type { InstanceCall, NetworkCall, WritingCall } from './cluster.ts';

/** A writing call as the remote API wants it (spec/compute-backend 1.2). */
export interface RapiRequest {
  method: string;
  path: string;
  body: Record<string, unknown>;
}

export function requestOf(call: WritingCall): RapiRequest {
  return 'network' in call ? networkRequest(call) : instanceRequest(call);
}

function instanceRequest(call: InstanceCall): RapiRequest {
  const path = `/2/instances/${encodeURIComponent(call.instance)}`;
  switch (call.action) {
    case 'BUILD':
      return { method: 'POST', path: '/2/instances', body: { ...call.body, ...depends(call.after) } };
    case 'START':
      return { method: 'PUT', path: `${path}/startup`, body: {} };
    case 'STOP':
      return { method: 'PUT', path: `${path}/shutdown`, body: {} };
    case 'REBOOT':
      // Ganeti's type is always hard: a soft reboot is one that gives the guest time to shut down.
      return {
        method: 'POST',
        path: `${path}/reboot?type=hard`,
        body: call.hard ? { shutdown_timeout: 0 } : {},
      };
    case 'DESTROY':
      return { method: 'DELETE', path, body: {} };
    case 'MODIFY':
      return { method: 'PUT', path: `${path}/modify`, body: { ...call.body, ...depends(call.after) } };
    case 'TAG':
    case 'UNTAG': {
      const method = call.action === 'TAG' ? 'PUT' : 'DELETE';
      return { method, path: `${path}/tags?${tagQuery(call.tags)}`, body: {} };
    }
  }
}

function networkRequest(call: NetworkCall): RapiRequest {
  const path = `/2/networks/${encodeURIComponent(call.network)}`;
  switch (call.action) {
    case 'CREATE_NETWORK':
      return { method: 'POST', path: '/2/networks', body: { network_name: call.network, ...call.body } };
    case 'CONNECT_NETWORK':
      return { method: 'PUT', path: `${path}/connect`, body: { ...call.body, ...depends(call.after) } };
    case 'DISCONNECT_NETWORK':
      return { method: 'PUT', path: `${path}/disconnect`, body: call.body };
    case 'REMOVE_NETWORK':
      return { method: 'DELETE', path, body: depends(call.after) };
  }
}

const FINAL = jobStatuses.filter(isFinalJobStatus);

/** All final statuses: run after, not run if those succeeded. */
function depends(after: readonly bigint[] = []): { depends?: [number, typeof FINAL][] } {
  return after.length === 0 ? {} : { depends: after.map((job) => [Number(job), FINAL]) };
}

function tagQuery(tags: readonly string[]): string {
  return tags.map((tag) => `tag=${encodeURIComponent(tag)}`).join('&');
}
