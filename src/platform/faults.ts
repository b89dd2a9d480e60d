/** Called between steps of work that must survive a death there. A function that does nothing unless faults are armed. */
export type KillPoint = (point: string) => void;

/** What happens at a point: the n-th time it is reached (`hit`, from 1), or each time with a probability. */
export interface Fault {
  point: string;
  hit?: number;
  probability?: number;
  act: 'kill' | 'throw' | 'delay';
  /** An errno name for `throw`, milliseconds for `delay`. */
  arg?: string;
}

export const noKillPoint: KillPoint = () => undefined;

/**
 * Reads a plan such as `object.put.rows-committed#3=kill; block.flush.*#p0.01=throw:EIO`: a point (a final `*` stands for
 * any rest), the hit or the probability, and the act. Throws TypeError on anything else.
 */
export function parseFaultPlan(plan: string): Fault[] {
  return plan
    .split(';')
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .map(parseFault);
}

function parseFault(text: string): Fault {
  const match = /^([a-z0-9.*-]+)#(p?)([0-9.]+)=(kill|throw|delay)(?::(\w+))?$/.exec(text);
  if (match === null) throw new TypeError(`'${text}' is not a fault`);
  const [, point = '', chance, number = '', act, arg] = match;
  const count = Number(number);
  return {
    point,
    ...(chance === 'p' ? { probability: count } : { hit: count }),
    act: act as Fault['act'],
    ...(arg === undefined ? {} : { arg }),
  };
}

/** Arms a plan. The same seed gives the same run. */
export function makeKillPoint(plan: Fault[], seed: number): KillPoint {
  const hits = new Map<string, number>();
  const random = seededRandom(seed);
  return (point) => {
    const hit = (hits.get(point) ?? 0) + 1;
    hits.set(point, hit);
    const fault = plan.find(
      (candidate) =>
        covers(candidate.point, point) &&
        (candidate.hit === undefined ? random() < (candidate.probability ?? 0) : candidate.hit === hit),
    );
    if (fault !== undefined) strike(fault);
  };
}

function covers(pattern: string, point: string): boolean {
  return pattern.endsWith('*') ? point.startsWith(pattern.slice(0, -1)) : pattern === point;
}

function strike(fault: Fault): void {
  if (fault.act === 'kill') {
    process.kill(process.pid, 'SIGKILL');
    block(60_000); // nothing may run between the signal and the end
  } else if (fault.act === 'delay') block(Number(fault.arg ?? '10'));
  else {
    const name = fault.arg ?? 'EIO';
    throw Object.assign(new Error(`${name}: fault at ${fault.point}`), { code: name });
  }
}

function block(milliseconds: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
}

/** Mulberry32: small, fast, and the same everywhere, which is all a repeatable run needs. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
