import type { z } from 'zod';
import type * as compute from './compute.ts';
import type * as image from './image.ts';
import { parseJson } from './json.ts';
import type * as network from './network.ts';

/*
 * What the typed clients of the services stand on. They run in Node.js and in browsers: how a call travels and how its answer is
 * checked is given to them, since a page has its cookie and no room for every schema, and a program has a token and all of them.
 */

/** One call. `path` is encoded and hangs below the address of the service; undefined parameters are left out. */
export interface ClientCall {
  method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'DELETE';
  path: string;
  query?: Readonly<Record<string, string | undefined>>;
  headers?: Record<string, string>;
  json?: unknown;
  /** Statuses besides 2xx that are answers and no refusals. */
  accept?: readonly number[];
  /** What the path stands for, for refusals without words. */
  what?: string;
}

/** A whole answer; names of headers are lower case. */
export interface ClientAnswer {
  status: number;
  headers: Readonly<Record<string, string>>;
  text: string;
}

/** Makes a call. Throws Refusal when the service refuses. */
export type Caller = (call: ClientCall) => Promise<ClientAnswer>;

/** Documents that answer calls, by the name that readers have for each. */
export interface Replies {
  server: z.output<typeof compute.ServerReply>;
  servers: z.output<typeof compute.ServersReply>;
  briefServers: z.output<typeof compute.BriefServersReply>;
  diagnostics: z.output<typeof compute.DiagnosticsReply>;
  activity: z.output<typeof compute.ActivityReply>;
  addresses: z.output<typeof compute.AddressesReply>;
  console: compute.ConsoleReply;
  password: compute.PasswordReply;
  flavor: z.output<typeof compute.FlavorReply>;
  flavors: z.output<typeof compute.FlavorsReply>;
  briefFlavors: z.output<typeof compute.BriefFlavorsReply>;
  computeImage: z.output<typeof compute.ComputeImageReply>;
  computeImages: z.output<typeof compute.ComputeImagesReply>;
  briefComputeImages: z.output<typeof compute.BriefComputeImagesReply>;
  keypair: z.output<typeof compute.KeypairReply>;
  keypairs: z.output<typeof compute.KeypairsReply>;
  newKeypair: z.output<typeof compute.NewKeypairReply>;
  briefImages: z.output<typeof image.BriefImagesReply>;
  images: z.output<typeof image.ImagesReply>;
  members: z.output<typeof image.MembersReply>;
  network: z.output<typeof network.NetworkReply>;
  networks: z.output<typeof network.NetworksReply>;
}

/** Checks that a document is what its name says, and throws when it is not: never a cast. */
export type ReadReply = <Name extends keyof Replies>(name: Name, document: unknown) => Replies[Name];

/** The part that all clients share. */
export class ContractClient {
  protected readonly call: Caller;
  readonly #read: ReadReply;

  constructor(call: Caller, read: ReadReply) {
    this.call = call;
    this.#read = read;
  }

  protected async ask<Name extends keyof Replies>(name: Name, call: ClientCall): Promise<Replies[Name]> {
    return this.readAnswer(name, await this.call(call));
  }

  protected readAnswer<Name extends keyof Replies>(name: Name, { text }: ClientAnswer): Replies[Name] {
    return this.#read(name, parseJson(text));
  }
}

/** The address of a call below that of its service, with the parameters. */
export function pathOf({ path, query = {} }: Pick<ClientCall, 'path' | 'query'>): string {
  const given = Object.entries(query).filter((pair): pair is [string, string] => pair[1] !== undefined);
  return given.length === 0 ? path : `${path}?${new URLSearchParams(given)}`;
}
