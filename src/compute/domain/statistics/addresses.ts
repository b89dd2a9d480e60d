import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Compute } from '../compute.ts';
import type { GraphName } from './graphs.ts';

/** How long the address of a picture is good (C16). */
const LIFE_SECONDS = 3600;

const TOKEN = /^(\d{1,9})\.(\d{1,11})\.([\w-]{43})$/;

/** Old consoles ask for a week by an ending that they put to the name themselves: one address is for both. */
function familyOf(graph: GraphName): string {
  return graph.replace(/-w$/, '');
}

function signature({ sealingKey }: Compute, id: number, graph: GraphName, expiry: number): string {
  return createHmac('sha256', Buffer.from(sealingKey.reveal(), 'base64url'))
    .update(`graph:${id}:${familyOf(graph)}:${expiry}`)
    .digest('base64url');
}

/** A token that opens one picture of one server for the next hour, to anybody who has it. */
export function graphToken(compute: Compute, id: number, graph: GraphName): string {
  const expiry = Math.floor(compute.clock.now().getTime() / 1000) + LIFE_SECONDS;
  return `${id}.${expiry}.${signature(compute, id, graph, expiry)}`;
}

/** The server that a token is for; undefined where it is made up, of another picture, or too old. */
export function serverOfToken(compute: Compute, graph: GraphName, token: string): number | undefined {
  const [, id, expiry, given] = TOKEN.exec(token) ?? [];
  if (id === undefined || expiry === undefined || given === undefined) return undefined;
  const expected = Buffer.from(signature(compute, Number(id), graph, Number(expiry)));
  if (!timingSafeEqual(expected, Buffer.from(given))) return undefined;
  const left = Number(expiry) - compute.clock.now().getTime() / 1000;
  // More than a whole life left: the clock was set back since (F8).
  return left > 0 && left <= LIFE_SECONDS ? Number(id) : undefined;
}
