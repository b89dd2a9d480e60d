import { z } from 'zod';
import {
  BriefComputeImagesReply,
  COMPUTE_PREFIX,
  ComputeImageReply,
  ComputeImagesReply,
  MetaBody,
  MetadataBody,
  MetadataReply,
  MetaReply,
} from '#contract/compute';
import type { Caller, Compute } from '../../domain/compute.ts';
import type { ImageRecord } from '../../domain/images/record.ts';
import { findImage, listImages, unregisterImage, updateImage } from '../../domain/images/images.ts';
import { fail } from '../../errors.ts';
import { computeImageDocument } from '../documents.ts';
import { imageParams, member, route, sinceOf, sinceQuery } from '../route.ts';

const IMAGES = `${COMPUTE_PREFIX}/images`;
const keyParams = imageParams.extend({ key: z.string() });

async function chosen(service: Compute, caller: Caller, text: string | undefined): Promise<ImageRecord[]> {
  const since = sinceOf(service, text);
  const images = await listImages(service, caller);
  return since === undefined ? images : images.filter(({ updatedAt }) => updatedAt >= since);
}

const listImagesRoute = route({
  method: 'GET',
  path: IMAGES,
  access: member,
  summary: 'List images by number and name',
  query: sinceQuery,
  reply: { 200: BriefComputeImagesReply },
  handle: async ({ service, caller, query }) => {
    const images = await chosen(service, caller, query['changes-since']);
    return { body: { images: images.map(({ id, name }) => ({ id, name })) } };
  },
});

const listImageDetailsRoute = route({
  method: 'GET',
  path: `${IMAGES}/detail`,
  access: member,
  summary: 'List images in full',
  query: sinceQuery,
  reply: { 200: ComputeImagesReply },
  handle: async ({ service, caller, query }) => {
    const images = await chosen(service, caller, query['changes-since']);
    return { body: { images: images.map((image) => computeImageDocument(service, image)) } };
  },
});

const createImageRoute = route({
  method: 'POST',
  path: IMAGES,
  access: member,
  summary: 'Not offered here: images are registered at the image service',
  reply: { 200: null },
  handle: () => fail('not_implemented', { what: 'Making an image here' }),
});

const showImageRoute = route({
  method: 'GET',
  path: `${IMAGES}/:id`,
  access: member,
  summary: 'Show an image',
  params: imageParams,
  reply: { 200: ComputeImageReply },
  handle: async ({ service, caller, params }) => ({
    body: { image: computeImageDocument(service, await findImage(service, caller, params.id)) },
  }),
});

const deleteImageRoute = route({
  method: 'DELETE',
  path: `${IMAGES}/:id`,
  access: member,
  summary: 'Unregister an image; its file stays',
  params: imageParams,
  reply: { 204: null },
  handle: async ({ service, caller, params }) => {
    await unregisterImage(service, caller, params.id);
    return { status: 204 };
  },
});

const imageMetadataRoute = route({
  method: 'GET',
  path: `${IMAGES}/:id/metadata`,
  access: member,
  summary: 'Properties of an image',
  params: imageParams,
  reply: { 200: MetadataReply },
  handle: async ({ service, caller, params }) => {
    const { properties } = await findImage(service, caller, params.id);
    return { body: { metadata: Object.fromEntries(properties) } };
  },
});

/** Properties are stored in lower case. */
function lowered(pairs: Record<string, string>): Map<string, string> {
  return new Map(Object.entries(pairs).map(([key, value]) => [key.toLowerCase(), value]));
}

const mergeImageMetadataRoute = route({
  method: 'POST',
  path: `${IMAGES}/:id/metadata`,
  access: member,
  summary: 'Add to and replace among the properties of an image',
  params: imageParams,
  body: MetadataBody,
  reply: { 201: MetadataReply },
  handle: async ({ service, caller, params, body }) => {
    const image = await updateImage(service, caller, params.id, { properties: lowered(body.metadata) });
    return { status: 201, body: { metadata: Object.fromEntries(image.properties) } };
  },
});

const showImageMetaRoute = route({
  method: 'GET',
  path: `${IMAGES}/:id/metadata/:key`,
  access: member,
  summary: 'One property of an image',
  params: keyParams,
  reply: { 200: MetaReply },
  handle: async ({ service, caller, params: { id, key } }) => {
    const { properties } = await findImage(service, caller, id);
    const value = properties.get(key.toLowerCase()) ?? fail('metadata_not_found', { key: key.slice(0, 64) });
    return { body: { meta: { [key]: value } } };
  },
});

const setImageMetaRoute = route({
  method: 'PUT',
  path: `${IMAGES}/:id/metadata/:key`,
  access: member,
  summary: 'Set one property of an image',
  params: keyParams,
  body: MetaBody,
  reply: { 201: MetaReply },
  handle: async ({ service, caller, params: { id, key }, body: { meta } }) => {
    const keys = Object.keys(meta);
    if (keys.length !== 1 || keys[0] !== key) {
      fail('meta_key_differs');
    }
    await updateImage(service, caller, id, { properties: lowered(meta) });
    return { status: 201, body: { meta } };
  },
});

const deleteImageMetaRoute = route({
  method: 'DELETE',
  path: `${IMAGES}/:id/metadata/:key`,
  access: member,
  summary: 'Take one property off an image',
  params: keyParams,
  reply: { 204: null },
  handle: async ({ service, caller, params: { id, key } }) => {
    await updateImage(service, caller, id, { properties: new Map([[key.toLowerCase(), '']]) });
    return { status: 204 };
  },
});

export const computeImageRoutes = [
  listImagesRoute,
  listImageDetailsRoute,
  createImageRoute,
  showImageRoute,
  deleteImageRoute,
  imageMetadataRoute,
  mergeImageMetadataRoute,
  showImageMetaRoute,
  setImageMetaRoute,
  deleteImageMetaRoute,
];
