import { createReadStream } from 'node:fs';
import { callerOver, type ProgramBytes } from '#contract/caller';
import { IMAGE_PREFIX } from '#contract/image';
import { ImageClient } from '#contract/image-client';
import { OBJECT_STORE_PREFIX } from '#contract/object';
import { ObjectClient } from '#contract/object-client';
import { parseReply } from '#contract/parse-reply';
import type { Transport } from '#contract/transport';

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
  const name = `${image.name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-')}.raw`;
  const common = { headers: { 'x-auth-token': uploader.token }, signal: uploader.signal };
  const objects = new ObjectClient<ProgramBytes>(
    uploader.uuid,
    callerOver(uploader.object, { ...common, below: OBJECT_STORE_PREFIX }),
    parseReply,
  );
  const images = new ImageClient(
    callerOver(uploader.compute, { ...common, below: IMAGE_PREFIX }),
    parseReply,
  );
  await objects.createContainer(CONTAINER);
  await objects.putObject(
    CONTAINER,
    name,
    { type: 'application/octet-stream', sizeBytes: image.sizeBytes },
    createReadStream(image.path, { highWaterMark: 1024 * 1024 }),
  );
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
