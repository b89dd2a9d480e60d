import {
  changedTags,
  changeInstanceTags,
  modifyInstance,
  rebootInstance,
  removeInstance,
  shutdownInstance,
  startupInstance,
} from './change-instance.ts';
import { createInstance } from './create-instance.ts';
import { instanceDocument } from './documents.ts';
import { addNetwork, connectNetwork, disconnectNetwork, modifyNetwork, removeNetwork } from './networks.ts';
import type { JobContext, Vmhost } from './vmhost.ts';

/** Does the work of one job; what it gives is the job's result. */
export type Work = (vmhost: Vmhost, context: JobContext) => Promise<unknown>;

/** Everything that a job can be. */
export const opcodes: Readonly<Record<string, Work>> = {
  OP_INSTANCE_CREATE: createInstance,
  OP_INSTANCE_REMOVE: removeInstance,
  OP_INSTANCE_STARTUP: startupInstance,
  OP_INSTANCE_SHUTDOWN: shutdownInstance,
  OP_INSTANCE_REBOOT: rebootInstance,
  OP_INSTANCE_SET_PARAMS: modifyInstance,
  OP_INSTANCE_QUERY_DATA: queryInstance,
  OP_TAGS_SET: changeTags,
  OP_TAGS_DEL: changeTags,
  OP_NETWORK_ADD: addNetwork,
  OP_NETWORK_CONNECT: connectNetwork,
  OP_NETWORK_DISCONNECT: disconnectNetwork,
  OP_NETWORK_REMOVE: removeNetwork,
  OP_NETWORK_SET_PARAMS: modifyNetwork,
  OP_CLUSTER_SET_PARAMS: async () => null,
};

async function queryInstance(vmhost: Vmhost, { job }: JobContext): Promise<unknown> {
  const name = String(job.params['instance_name']);
  const instance = vmhost.instances.get(name);
  return instance === undefined ? {} : { [name]: instanceDocument(vmhost, instance) };
}

async function changeTags(vmhost: Vmhost, context: JobContext): Promise<null> {
  if (context.job.params['kind'] === 'instance') return changeInstanceTags(vmhost, context);
  if (context.job.params['dry_run'] === true) return null;
  vmhost.cluster.tags = changedTags(vmhost.cluster.tags, context);
  await vmhost.saveCluster();
  return null;
}
