import { createReadStream } from 'node:fs';
import { readBody, type Transport, type TransportReply } from '#contract/transport';

/** A raw disk on this machine and what to say of it. */
export interface ImageFile {
  path: string;
  sizeBytes: number;
  name: string;
  properties: Record<string, string>;
}

/** Who uploads, and the services that are spoken to, each as any client would. */
export interface Uploader {
  uuid: string;
  token: string;
  object: Transport;
  compute: Transport;
  signal: AbortSignal;
}

const CONTAINER = 'images';

/** Puts the file into the account's container `images` and registers it as a public image. Repeating it is harmless. */
export async function uploadSampleImage(uploader: Uploader, image: ImageFile): Promise<void> {
  const account = `/pithos/object-store/v1/${uploader.uuid}`;
  const name = `${image.name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-')}.raw`;
  const credential = { 'x-auth-token': uploader.token };
  const { signal } = uploader;
  await expectSuccess(
    uploader.object({ method: 'PUT', path: `${account}/${CONTAINER}`, headers: credential, signal }),
    'make the container of images',
  );
  await expectSuccess(
    uploader.object({
      method: 'PUT',
      path: `${account}/${CONTAINER}/${name}`,
      headers: {
        ...credential,
        'content-length': String(image.sizeBytes),
        'content-type': 'application/octet-stream',
      },
      body: createReadStream(image.path, { highWaterMark: 1024 * 1024 }),
      signal,
    }),
    'upload the sample image',
  );
  const properties = Object.entries(image.properties).map(([key, value]) => [
    `x-image-meta-property-${key}`,
    value,
  ]);
  await expectSuccess(
    uploader.compute({
      method: 'POST',
      path: '/cyclades/image/v1.0/images/',
      headers: {
        ...credential,
        'x-image-meta-name': image.name,
        'x-image-meta-location': `pithos://${uploader.uuid}/${CONTAINER}/${name}`,
        'x-image-meta-disk-format': 'diskdump',
        'x-image-meta-container-format': 'bare',
        'x-image-meta-is-public': 'True',
        'x-image-meta-size': String(image.sizeBytes),
        ...Object.fromEntries(properties),
      },
      signal,
    }),
    'register the sample image',
  );
}

async function expectSuccess(answer: Promise<TransportReply>, purpose: string): Promise<void> {
  const { status, body } = await answer;
  const text = (await readBody(body)).toString('utf8');
  if (status >= 300) throw new Error(`could not ${purpose}: ${status} ${text.slice(0, 500)}`);
}
