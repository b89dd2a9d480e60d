import type { FastifyRequest } from 'fastify';
import { BriefImagesReply, IMAGE_PREFIX, ImagesReply } from '#contract/image';
import { type ImageHeaders, readImageHeaders, writeImageHeaders } from '#contract/image-headers';
import type { ImageChange } from '../../domain/images/change.ts';
import { type ImageRecord, locationOf, missingProperties } from '../../domain/images/record.ts';
import {
  findImage,
  listImages,
  registerImage,
  unregisterImage,
  updateImage,
} from '../../domain/images/images.ts';
import { fail } from '../../errors.ts';
import { briefImage, imageDocument, imageTime } from '../documents.ts';
import { arranged, imageListQuery } from './list-query.ts';
import { imageParams, member, route } from '../route.ts';

const IMAGES = `${IMAGE_PREFIX}/images`;

/** Derived or fixed at registration: giving one is a mistake, or an attempt to forge (C4). */
const NEVER_GIVEN = ['status', 'created-at', 'updated-at', 'deleted-at', 'is-snapshot', 'description', 'id'];
const NOT_UPDATED = ['location', 'store', 'size', 'checksum'];

function headersOf(request: FastifyRequest, refused: readonly string[]): ImageHeaders {
  const pairs: [string, string][] = [];
  for (let at = 0; at + 1 < request.raw.rawHeaders.length; at += 2) {
    pairs.push([request.raw.rawHeaders[at]!, request.raw.rawHeaders[at + 1]!]);
  }
  try {
    const headers = readImageHeaders(pairs);
    const forged = refused.find((name) => headers.fields.has(name));
    if (forged !== undefined) fail('image_field_fixed', { name: forged });
    return headers;
  } catch (error) {
    if (error instanceof URIError) fail('bad_header_encoding');
    throw error;
  }
}

function changeOf({ fields, properties }: ImageHeaders): ImageChange {
  return {
    name: fields.get('name'),
    diskFormat: fields.get('disk-format'),
    containerFormat: fields.get('container-format'),
    isPublic: booleanOf(fields.get('is-public')),
    properties,
  };
}

function booleanOf(text: string | undefined): boolean | undefined {
  if (text === undefined) return undefined;
  const lower = text.toLowerCase();
  if (lower !== 'true' && lower !== 'false') fail('bad_is_public');
  return lower === 'true';
}

const HEADER_STATUS = { AVAILABLE: 'AVAILABLE', UNAVAILABLE: 'SAVING', ERROR: 'ERROR' } as const;

/** An image in headers. */
function imageHeaders(image: ImageRecord): Record<string, string> {
  const fields = {
    id: image.id,
    name: image.name,
    location: locationOf(image),
    'disk-format': image.diskFormat,
    'container-format': image.containerFormat,
    size: image.sizeBytes.toString(),
    checksum: image.mapHash,
    'is-public': image.isPublic ? 'True' : 'False',
    owner: image.owner,
    status: HEADER_STATUS[image.state],
    'created-at': imageTime(image.createdAt),
    'updated-at': imageTime(image.updatedAt),
    'deleted-at': '',
    'is-snapshot': image.isSnapshot ? 'True' : 'False',
    description: image.properties.get('description'),
  };
  return writeImageHeaders(fields, image.properties);
}

/** What a new machine will have to find out by itself, said while there is time to say it. */
function hintHeaders(image: ImageRecord): Record<string, string> {
  const missing = missingProperties(image);
  if (missing.length === 0) return {};
  return { 'x-image-hint': `${missing.join(' and ')} not set: looked for when a machine is made` };
}

const listImagesRoute = route({
  method: 'GET',
  path: IMAGES,
  access: member,
  summary: 'List images',
  query: imageListQuery,
  reply: { 200: BriefImagesReply },
  handle: async ({ service, caller, query }) => ({
    body: { images: arranged(await listImages(service, caller), query).map(briefImage) },
  }),
});

const listImageDetailsRoute = route({
  method: 'GET',
  path: `${IMAGES}/detail`,
  access: member,
  summary: 'List images in full',
  query: imageListQuery,
  reply: { 200: ImagesReply },
  handle: async ({ service, caller, query }) => ({
    body: { images: arranged(await listImages(service, caller), query).map(imageDocument) },
  }),
});

const registerImageRoute = route({
  method: 'POST',
  path: IMAGES,
  access: member,
  summary: 'Register a file of yours as an image; everything is in headers',
  reply: { 200: null },
  handle: async ({ service, caller, request }) => {
    const headers = headersOf(request, NEVER_GIVEN);
    const { fields } = headers;
    const name = fields.get('name') ?? fail('image_field_missing', { name: 'Name' });
    const location = fields.get('location') ?? fail('image_field_missing', { name: 'Location' });
    if ((fields.get('store') ?? 'pithos') !== 'pithos') fail('unknown_store');
    const expected = { sizeBytes: fields.get('size'), checksum: fields.get('checksum') };
    const image = await registerImage(service, caller, location, { ...changeOf(headers), name }, expected);
    return { status: 200, headers: { ...imageHeaders(image), ...hintHeaders(image) } };
  },
});

const headImageRoute = route({
  method: 'HEAD',
  path: `${IMAGES}/:id`,
  access: member,
  summary: 'Show an image, in headers',
  params: imageParams,
  reply: { 200: null },
  handle: async ({ service, caller, params }) => ({
    status: 200,
    headers: imageHeaders(await findImage(service, caller, params.id)),
  }),
});

const imageDataRoute = route({
  method: 'GET',
  path: `${IMAGES}/:id`,
  access: member,
  summary: 'Not offered here: the data of an image is read from the object store',
  params: imageParams,
  reply: { 200: null },
  handle: () => fail('image_data_elsewhere'),
});

const updateImageRoute = route({
  method: 'PUT',
  path: `${IMAGES}/:id`,
  access: member,
  summary: 'Change an image; everything is in headers',
  params: imageParams,
  reply: { 200: null },
  handle: async ({ service, caller, params, request }) => {
    const change = changeOf(headersOf(request, [...NEVER_GIVEN, ...NOT_UPDATED]));
    const image = await updateImage(service, caller, params.id, change);
    return { status: 200, headers: { ...imageHeaders(image), ...hintHeaders(image) } };
  },
});

const unregisterImageRoute = route({
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

export const imageRoutes = [
  listImagesRoute,
  listImageDetailsRoute,
  registerImageRoute,
  headImageRoute,
  imageDataRoute,
  updateImageRoute,
  unregisterImageRoute,
];
