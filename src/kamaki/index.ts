/** The client library: what the command line itself is made of, for programs. */
export { Cloud } from './client/cloud.ts';
export { ComputeClient } from '#contract/compute-client';
export { AccountClient } from '#contract/account-client';
export { ProjectClient } from '#contract/project-client';
export { authenticate } from './client/identity.ts';
export { ImageClient } from '#contract/image-client';
export { NetworkClient } from '#contract/network-client';
export { ObjectStoreClient } from './client/object-store.ts';
export { chooseCloud } from './config/cloud-settings.ts';
export { readConfigFile } from './config/config-file.ts';
export { CommandError } from '#platform/commands/command-error';
export { Refusal } from '#contract/refusal';
export { UnreachableError } from './errors.ts';
export { blockHash, topHash } from './transfer/block-hash.ts';
export { download } from './transfer/download.ts';
export { upload } from './transfer/upload.ts';
