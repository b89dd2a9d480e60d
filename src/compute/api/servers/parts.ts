import { z } from 'zod';
import {
  AddressesReply,
  type Attachment,
  COMPUTE_PREFIX,
  MetaBody,
  MetadataBody,
  MetadataReply,
  MetaReply,
  NetworkAddressesReply,
} from '#contract/compute';
import type { Compute } from '../../domain/compute.ts';
import { findServer } from '../../domain/servers/actions.ts';
import { deleteMetadata, mergeMetadata, readMetadata } from '../../domain/servers/metadata.ts';
import { fail } from '../../errors.ts';
import { addressesOf, attachmentOf } from '../documents.ts';
import { member, route, serverParams } from '../route.ts';

const SERVER = `${COMPUTE_PREFIX}/servers/:id`;
const keyParams = serverParams.extend({ key: z.string() });

async function attachmentsOf({ store }: Compute, id: number): Promise<Attachment[]> {
  const { ports } = await store.belongings.of([id]);
  return ports.get(id)!.flatMap((port) => (port.state === 'ACTIVE' ? [attachmentOf(port)] : []));
}

const listAddressesRoute = route({
  method: 'GET',
  path: `${SERVER}/ips`,
  access: member,
  summary: 'Addresses of a server by network',
  params: serverParams,
  reply: { 200: AddressesReply },
  handle: async ({ service, caller, params }) => {
    await findServer(service, caller, params.id);
    const attachments = await attachmentsOf(service, params.id);
    return { body: { addresses: addressesOf(attachments), attachments } };
  },
});

const networkAddressesRoute = route({
  method: 'GET',
  path: `${SERVER}/ips/:network`,
  access: member,
  summary: 'Addresses of a server on one network',
  params: serverParams.extend({ network: z.string() }),
  reply: { 200: NetworkAddressesReply },
  handle: async ({ service, caller, params }) => {
    await findServer(service, caller, params.id);
    const addresses = addressesOf(await attachmentsOf(service, params.id));
    const { network } = params;
    if (!Object.hasOwn(addresses, network)) fail('network_address_not_found', { id: network.slice(0, 64) });
    return { body: { network: { [network]: addresses[network] } } };
  },
});

const listMetadataRoute = route({
  method: 'GET',
  path: `${SERVER}/metadata`,
  access: member,
  summary: 'Metadata of a server',
  params: serverParams,
  reply: { 200: MetadataReply },
  handle: async ({ service, caller, params }) => ({
    body: { metadata: await readMetadata(service, caller, params.id) },
  }),
});

const mergeMetadataRoute = route({
  method: 'POST',
  path: `${SERVER}/metadata`,
  access: member,
  summary: 'Add to and replace among the metadata of a server',
  params: serverParams,
  body: MetadataBody,
  reply: { 201: MetadataReply },
  handle: async ({ service, caller, params, body }) => ({
    status: 201,
    body: { metadata: await mergeMetadata(service, caller, params.id, body.metadata) },
  }),
});

const showMetaRoute = route({
  method: 'GET',
  path: `${SERVER}/metadata/:key`,
  access: member,
  summary: 'One metadata of a server',
  params: keyParams,
  reply: { 200: MetaReply },
  handle: async ({ service, caller, params: { id, key } }) => {
    const metadata = await readMetadata(service, caller, id);
    if (!Object.hasOwn(metadata, key)) fail('metadata_not_found', { key: key.slice(0, 64) });
    return { body: { meta: { [key]: metadata[key] } } };
  },
});

const setMetaRoute = route({
  method: 'PUT',
  path: `${SERVER}/metadata/:key`,
  access: member,
  summary: 'Set one metadata of a server',
  params: keyParams,
  body: MetaBody,
  reply: { 201: MetaReply },
  handle: async ({ service, caller, params: { id, key }, body: { meta } }) => {
    const pairs = Object.entries(meta);
    if (pairs.length !== 1 || pairs[0]![0] !== key) {
      fail('meta_key_differs');
    }
    await mergeMetadata(service, caller, id, meta);
    return { status: 201, body: { meta } };
  },
});

const deleteMetaRoute = route({
  method: 'DELETE',
  path: `${SERVER}/metadata/:key`,
  access: member,
  summary: 'Take one metadata off a server',
  params: keyParams,
  reply: { 204: null },
  handle: async ({ service, caller, params: { id, key } }) => {
    await deleteMetadata(service, caller, id, key);
    return { status: 204 };
  },
});

export const serverPartRoutes = [
  listAddressesRoute,
  networkAddressesRoute,
  listMetadataRoute,
  mergeMetadataRoute,
  showMetaRoute,
  setMetaRoute,
  deleteMetaRoute,
];
