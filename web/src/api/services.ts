import { type ClientCall, type Caller, pathOf, type ReadReply, type Replies } from '#contract/client';
import { ComputeClient } from '#contract/compute-client';
import { ImageClient } from '#contract/image-client';
import { NetworkClient } from '#contract/network-client';
import { call } from './http.ts';

/* The services as this page calls them: with the session's cookie, through the clients that programs use. */

const below =
  (prefix: string): Caller =>
  async ({ method, headers, json, accept, ...address }: ClientCall) => {
    const response = await call(prefix + pathOf(address), {
      method,
      ...(headers === undefined ? {} : { headers }),
      ...(json === undefined ? {} : { json }),
      ...(accept === undefined ? {} : { accept: [...accept] }),
    });
    const { status } = response;
    return { status, headers: Object.fromEntries(response.headers), text: await response.text() };
  };

/** What each document has at its top: `[]` stands for a list, the name of a field for an object, and `name[]` for a list in one. */
const SHAPES: Readonly<Record<keyof Replies, string>> = {
  server: 'server',
  servers: 'servers[]',
  briefServers: 'servers[]',
  diagnostics: '[]',
  activity: 'activity[]',
  addresses: 'addresses',
  console: 'console',
  password: '',
  flavor: 'flavor',
  flavors: 'flavors[]',
  briefFlavors: 'flavors[]',
  computeImage: 'image',
  computeImages: 'images[]',
  briefComputeImages: 'images[]',
  keypair: 'keypair',
  keypairs: 'keypairs[]',
  newKeypair: 'keypair',
  briefImages: 'images[]',
  images: 'images[]',
  members: 'members[]',
  network: 'network',
  networks: 'networks[]',
};

/**
 * Checks the shape of an answer. The schemas themselves would be 27 kB of compressed script before the first page is usable; that
 * services answer by them is checked where those are tested.
 */
export const readShape: ReadReply = <Name extends keyof Replies>(name: Name, document: unknown) => {
  const [field = '', isList] = SHAPES[name].split(/(\[\])/);
  const value = field === '' ? document : (document as Record<string, unknown> | null)?.[field];
  const fits = isList === undefined ? isObject(value) : Array.isArray(value) && value.every(isObject);
  if (!fits) throw new TypeError(`The cloud answered with something else than ${name}.`);
  return document as Replies[Name];
};

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export const compute = new ComputeClient(below('/cyclades/compute/v2.0'), readShape);
export const images = new ImageClient(below('/cyclades/image/v1.0'), readShape);
export const networks = new NetworkClient(below('/cyclades/network/v2.0'), readShape);
