import type { z } from 'zod';
import type { ReadReply, Replies } from './client.ts';
import * as compute from './compute.ts';
import * as image from './image.ts';
import * as network from './network.ts';

const SCHEMAS: { readonly [Name in keyof Replies]: z.ZodType<Replies[Name]> } = {
  server: compute.ServerReply,
  servers: compute.ServersReply,
  briefServers: compute.BriefServersReply,
  diagnostics: compute.DiagnosticsReply,
  activity: compute.ActivityReply,
  addresses: compute.AddressesReply,
  console: compute.ConsoleReply,
  password: compute.PasswordReply,
  flavor: compute.FlavorReply,
  flavors: compute.FlavorsReply,
  briefFlavors: compute.BriefFlavorsReply,
  computeImage: compute.ComputeImageReply,
  computeImages: compute.ComputeImagesReply,
  briefComputeImages: compute.BriefComputeImagesReply,
  keypair: compute.KeypairReply,
  keypairs: compute.KeypairsReply,
  newKeypair: compute.NewKeypairReply,
  briefImages: image.BriefImagesReply,
  images: image.ImagesReply,
  members: image.MembersReply,
  network: network.NetworkReply,
  networks: network.NetworksReply,
};

/** Reads answers by the schemas of the contract, for programs. Throws TypeError when a service answers something else. */
export const parseReply: ReadReply = (name, document) => {
  const parsed = SCHEMAS[name].safeParse(document);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new TypeError(
    `the service answered with another document than agreed: ${name}, ${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}`,
  );
};
