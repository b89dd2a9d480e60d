import { chargeOf, type OperState, type ServerSize } from '../servers/states.ts';

/** How strongly a limit is enforced. */
export type Strength = 'hard' | 'soft';

/** What enforcing a limit does, by resource; what has no soft way cannot be asked for softly. */
export const ENFORCED: Readonly<Record<string, { hard: string; soft?: string }>> = {
  'cyclades.cpu': { hard: 'shut down servers, remove those in ERROR' },
  'cyclades.ram': { hard: 'shut down servers, remove those in ERROR' },
  'cyclades.vm': { hard: 'remove servers', soft: 'shut down servers' },
  'cyclades.total_cpu': { hard: 'remove servers', soft: 'shut down servers' },
  'cyclades.total_ram': { hard: 'remove servers', soft: 'shut down servers' },
  'cyclades.disk': { hard: 'remove servers with their disks' },
  'cyclades.floating_ip': { hard: 'release addresses that no server has' },
};

/** The order in which limits are looked at: what only shuts down goes first. */
const ORDER: readonly (readonly [string, Strength])[] = [
  ['cyclades.cpu', 'hard'],
  ['cyclades.ram', 'hard'],
  ['cyclades.vm', 'soft'],
  ['cyclades.total_cpu', 'soft'],
  ['cyclades.total_ram', 'soft'],
  ['cyclades.vm', 'hard'],
  ['cyclades.total_cpu', 'hard'],
  ['cyclades.total_ram', 'hard'],
  ['cyclades.disk', 'hard'],
  ['cyclades.floating_ip', 'hard'],
];

/** A counter over its limit: of a user in a project, or of a project as a whole. */
export interface Violation {
  user: string | null;
  project: string;
  resource: string;
  strength: Strength;
  limit: bigint;
  usage: bigint;
}

/** What can be taken from. */
export interface Holdings {
  servers: readonly {
    id: number;
    user: string;
    project: string;
    backend: number;
    operstate: OperState;
    size: ServerSize;
    /** Being made, or something else is done with it. */
    busy: boolean;
  }[];
  /** That no server has. */
  freeIps: readonly { id: number; user: string; project: string }[];
}

export interface Step {
  action: 'shutdown' | 'remove' | 'release';
  type: 'vm' | 'floating_ip';
  id: number;
  state: string;
  backend: number | null;
  violation: Violation;
}

export interface Plan {
  steps: Step[];
  /** What stays over its limit after all that may be done. */
  unresolved: Violation[];
}

/** The worst first: what does not run, or does not work, is missed least. */
const RANKS: Readonly<Record<OperState, number>> = {
  ERROR: 0,
  BUILD: 1,
  STOPPED: 2,
  STARTED: 3,
  DESTROYED: 4,
};

/**
 * The fewest things that bring every counter below its limit, in the order of spec/compute-backend 5.5. What an earlier step
 * frees counts for later violations. Disks go only with their servers, where `removesDisks` says so.
 */
export function planOf(
  violations: readonly Violation[],
  { servers, freeIps }: Holdings,
  { removesDisks }: { removesDisks: boolean },
): Plan {
  const planned = new Map<number, Step>();
  const released = new Map<number, Step>();
  const unresolved: Violation[] = [];
  const candidates = servers.toSorted((a, b) => RANKS[a.operstate] - RANKS[b.operstate] || b.id - a.id);
  const stateAfter = (id: number, now: OperState): OperState => {
    const action = planned.get(id)?.action;
    return action === undefined ? now : action === 'remove' ? 'DESTROYED' : 'STOPPED';
  };
  for (const violation of inOrder(violations)) {
    const { user, project, resource, strength, limit } = violation;
    const isOf = (thing: { user: string; project: string }): boolean =>
      thing.project === project && (user === null || thing.user === user);
    let over = violation.usage - limit;
    const own = candidates.filter(isOf);
    for (const { id, operstate, size } of own)
      over -= amountOf(operstate, size, resource) - amountOf(stateAfter(id, operstate), size, resource);
    if (resource === 'cyclades.floating_ip') {
      over -= BigInt(
        [...released.keys()].filter((id) => freeIps.some((ip) => ip.id === id && isOf(ip))).length,
      );
      for (const ip of freeIps.filter((each) => isOf(each) && !released.has(each.id))) {
        if (over <= 0n) break;
        const step = { action: 'release', type: 'floating_ip', state: 'free', backend: null } as const;
        released.set(ip.id, { ...step, id: ip.id, violation });
        over -= 1n;
      }
    } else
      for (const { id, operstate, size, backend, busy } of own) {
        if (over <= 0n) break;
        const now = stateAfter(id, operstate);
        const action = actionFor(resource, strength, now, { busy, removesDisks });
        if (action === undefined) continue;
        const next = action === 'remove' ? 'DESTROYED' : 'STOPPED';
        const freed = amountOf(now, size, resource) - amountOf(next, size, resource);
        // Shutting down frees nothing that is counted for stopped servers, too: the soft way is to have them all off.
        if (freed === 0n && strength === 'hard') continue;
        planned.set(id, { action, type: 'vm', id, state: operstate, backend, violation });
        over -= freed;
      }
    if (over > 0n) unresolved.push(violation);
  }
  return { steps: [...released.values(), ...planned.values()], unresolved };
}

function inOrder(violations: readonly Violation[]): Violation[] {
  return ORDER.flatMap(([resource, strength]) =>
    violations.filter((each) => each.resource === resource && each.strength === strength),
  );
}

function amountOf(state: OperState, size: ServerSize, resource: string): bigint {
  return chargeOf(state, size).get(resource) ?? 0n;
}

function actionFor(
  resource: string,
  strength: Strength,
  state: OperState,
  { busy, removesDisks }: { busy: boolean; removesDisks: boolean },
): 'shutdown' | 'remove' | undefined {
  if (state === 'DESTROYED') return undefined;
  const isRunningOnly = resource === 'cyclades.cpu' || resource === 'cyclades.ram';
  const removes = (isRunningOnly && state === 'ERROR') || (!isRunningOnly && strength === 'hard');
  if (removes) return removesDisks ? 'remove' : undefined;
  return state === 'STARTED' && !busy ? 'shutdown' : undefined;
}
