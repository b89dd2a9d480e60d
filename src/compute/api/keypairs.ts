import { z } from 'zod';
import {
  COMPUTE_PREFIX,
  KeypairReply,
  KeypairsReply,
  NewKeypairBody,
  NewKeypairReply,
} from '#contract/compute';
import { createKeypair, deleteKeypair, findKeypair } from '../domain/keypairs.ts';
import { keypairDocument } from './documents.ts';
import { member, route } from './route.ts';

const KEYPAIRS = `${COMPUTE_PREFIX}/os-keypairs`;
const params = z.object({ name: z.string() });

/** As the original writes these dates: without a zone. */
const plainTime = (time: Date): string => time.toISOString().slice(0, -1);

const listKeypairsRoute = route({
  method: 'GET',
  path: KEYPAIRS,
  access: member,
  summary: 'List your SSH keys',
  reply: { 200: KeypairsReply },
  handle: async ({ service, caller }) => {
    const rows = await service.store.keypairs.of(caller.user);
    return { body: { keypairs: rows.map((row) => ({ keypair: keypairDocument(row) })) } };
  },
});

const createKeypairRoute = route({
  method: 'POST',
  path: KEYPAIRS,
  access: member,
  summary: 'Keep an SSH key, or have a pair made',
  body: NewKeypairBody,
  reply: { 201: NewKeypairReply },
  handle: async ({ service, caller, body: { keypair: wanted } }) => {
    const made = await createKeypair(service, caller, { name: wanted.name, publicKey: wanted.public_key });
    const document = keypairDocument(made.keypair);
    const keypair = made.privateKey === undefined ? document : { ...document, private_key: made.privateKey };
    return { status: 201, body: { keypair } };
  },
});

const showKeypairRoute = route({
  method: 'GET',
  path: `${KEYPAIRS}/:name`,
  access: member,
  summary: 'Show an SSH key',
  params,
  reply: { 200: KeypairReply },
  handle: async ({ service, caller, params: { name } }) => {
    const row = await findKeypair(service, caller, name);
    const times = {
      created_at: plainTime(row.created),
      deleted_at: null,
      updated_at: plainTime(row.updated),
    };
    return { body: { keypair: { ...keypairDocument(row), id: row.id, deleted: false, ...times } } };
  },
});

const deleteKeypairRoute = route({
  method: 'DELETE',
  path: `${KEYPAIRS}/:name`,
  access: member,
  summary: 'Delete an SSH key; servers keep what they have',
  params,
  reply: { 204: null },
  handle: async ({ service, caller, params: { name } }) => {
    await deleteKeypair(service, caller, name);
    return { status: 204 };
  },
});

export const keypairRoutes = [listKeypairsRoute, createKeypairRoute, showKeypairRoute, deleteKeypairRoute];
