import { createReadStream } from 'node:fs';
import { type Caller } from '#contract/client';
import { callerOver } from '#contract/caller';
import { IMAGE_PREFIX } from '#contract/image';
import { ImageClient } from '#contract/image-client';
import { parseReply } from '#contract/parse-reply';
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
  const images = new ImageClient(registrar(uploader), parseReply);
  await images.register(
    image.name,
    { account: uploader.uuid, container: CONTAINER, object: name },
    {
      diskFormat: 'diskdump',
      containerFormat: 'bare',
      isPublic: true,
      sizeBytes: image.sizeBytes,
      properties: image.properties,
    },
  );
}

function registrar({ compute, token, signal }: Uploader): Caller {
  return callerOver((request) => compute({ ...request, path: IMAGE_PREFIX + request.path, signal }), {
    'x-auth-token': token,
  });
}

async function expectSuccess(answer: Promise<TransportReply>, purpose: string): Promise<void> {
  const { status, body } = await answer;
  const text = (await readBody(body)).toString('utf8');
  if (status >= 300) throw new Error(`could not ${purpose}: ${status} ${text.slice(0, 500)}`);
}
