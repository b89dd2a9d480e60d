/** First user of our own range: above what distributions and containers hand out. */
const FIRST_UID = 2_000_000_000;
const RANGE = 65_536;

/**
 * A user for one machine alone: the lowest of the range that no other has. In a user namespace that does not hold the
 * range, the last 4,096 of those below 65,534 that it does. Undefined when there is none left.
 */
export function freeUid(taken: ReadonlySet<number>, uidMap: string): number | undefined {
  const [first, last] = uidRange(uidMap);
  for (let uid = first; uid <= last; uid += 1) if (!taken.has(uid)) return uid;
  return undefined;
}

/** The last user that a machine may get: for a trial of what machines do. */
export function lastUid(uidMap: string): number {
  return uidRange(uidMap)[1];
}

function uidRange(uidMap: string): [number, number] {
  const spans = uidMap
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number))
    .map(([inside = 0, , length = 0]): [number, number] => [inside, inside + length - 1]);
  if (spans.some(([from, to]) => from <= FIRST_UID && to >= FIRST_UID + RANGE - 1))
    return [FIRST_UID, FIRST_UID + RANGE - 1];
  const last = Math.min(65_533, Math.max(...spans.map(([, to]) => to)));
  return [Math.max(1_000, last - 4_095), last];
}

/** Whether a user is one of those that machines get. */
export function isMachineUid(uid: number, uidMap: string): boolean {
  const [first, last] = uidRange(uidMap);
  return Number.isSafeInteger(uid) && uid >= first && uid <= last;
}
