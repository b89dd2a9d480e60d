import type { Network, Port } from '../../api/networks.ts';
import type { Server } from '../../api/servers.ts';

export const WIDTH = 800;
/** Height of a line of the picture. */
export const ROW = 24;
/** Colours that lines have, one after the other. */
const COLORS = 6;
const LEFT = 255;
const RIGHT = 545;

interface Placed<Thing> {
  thing: Thing;
  y: number;
  color: number;
}

export interface Drawing {
  height: number;
  left: Placed<Server>[];
  right: Placed<Network>[];
  lines: { key: string; path: string; color: number }[];
}

/**
 * Where everything stands: machines in order of the networks that they are on, and each network in the middle of its machines, so
 * that few lines cross. Networks keep apart, and never reach below the last machine by more than they need.
 */
export function drawingOf(
  machines: readonly Server[],
  networks: readonly Network[],
  ports: readonly Port[],
): Drawing {
  const rankOf = new Map(networks.map(({ id }, at) => [id, at]));
  const of = (machine: Server): Port[] => ports.filter(({ device_id: id }) => id === String(machine.id));
  const rank = (machine: Server): number => {
    const ranks = of(machine).map(({ network_id: id }) => rankOf.get(id) ?? networks.length);
    return ranks.length === 0
      ? networks.length + 1
      : ranks.reduce((sum, each) => sum + each, 0) / ranks.length;
  };
  const left = machines
    .map((thing) => ({ thing, by: rank(thing) }))
    .toSorted((one, other) => one.by - other.by || one.thing.id - other.thing.id)
    .map(({ thing }, at) => ({ thing, y: ROW * (at + 0.5), color: 0 }));
  const yOf = new Map(left.map(({ thing, y }) => [String(thing.id), y]));
  const middle = ({ id }: Network): number => {
    const found = ports.flatMap((port) =>
      port.network_id === id ? (yOf.get(port.device_id ?? '') ?? []) : [],
    );
    return found.length === 0 ? Infinity : found.reduce((sum, y) => sum + y, 0) / found.length;
  };
  let lowest = -ROW / 2;
  const right = networks
    .map((thing, at) => ({ thing, color: at % COLORS, wish: middle(thing) }))
    .toSorted((one, other) => (one.wish < other.wish ? -1 : 1))
    .map(({ thing, color, wish }) => {
      lowest = Math.max(lowest + ROW, wish === Infinity ? 0 : wish);
      return { thing, color, y: lowest };
    });
  const placeOf = new Map(right.map((placed) => [placed.thing.id, placed]));
  const lines = ports.flatMap((port) => {
    const from = yOf.get(port.device_id ?? '');
    const to = placeOf.get(port.network_id);
    if (from === undefined || to === undefined) return [];
    const path = `M${LEFT} ${from}C${LEFT + 130} ${from} ${RIGHT - 130} ${to.y} ${RIGHT} ${to.y}`;
    return [{ key: port.id, path, color: to.color }];
  });
  return { height: Math.max(left.length * ROW, lowest + ROW / 2), left, right, lines };
}
