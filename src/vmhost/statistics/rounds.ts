import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import type { InstanceStatistics } from '#contract/statistics';
import type { StatisticsPeriod } from '#contract/statistics-words';

/*
 * What is kept of one machine: a file of three rounds of slots, one after the other. A slot is written over when its time comes
 * again, so that the file never grows beyond 128 KiB. A slot holds the number of its stretch of time, for how many seconds of it each kind
 * was measured, and the sums over these; a slot of another stretch is as good as empty, so nothing has to be cleared, whatever the clock
 * does. A sample is added to its slot of each round at once: who dies between two has lost no more than that one.
 */

interface Round {
  /** Seconds of a slot. */
  step: number;
  slots: number;
  /** Where it begins in the file, in slots. */
  first: number;
}

const DAY: Round = { step: 60, slots: 1440, first: 0 };
const MONTH: Round = { step: 3600, slots: 31 * 24, first: 1440 };
const YEAR: Round = { step: 43_200, slots: 366 * 2, first: 1440 + 31 * 24 };
const ROUNDS = [DAY, MONTH, YEAR];

/** How each period is read: so many slots make a point. */
const PERIODS: Record<StatisticsPeriod, { round: Round; together: number; points: number }> = {
  hour: { round: DAY, together: 1, points: 60 },
  day: { round: DAY, together: 5, points: 288 },
  month: { round: MONTH, together: 2, points: 372 },
  year: { round: YEAR, together: 2, points: 366 },
};

/** What can be measured apart, and the values that it has. */
const KINDS = {
  cpu: ['cpu'],
  memory: ['memory'],
  disk: ['disk_read', 'disk_written'],
  network: ['network_received', 'network_sent'],
} as const;
export type Kind = keyof typeof KINDS;
type Value = (typeof KINDS)[Kind][number];

/** Averages over the last `seconds`, by kind; a kind that could not be measured is left out. */
export interface Sample {
  seconds: number;
  values: { [K in Kind]?: Record<(typeof KINDS)[K][number], number> };
}

const kinds = Object.keys(KINDS) as Kind[];
const valueNames = kinds.flatMap((kind) => KINDS[kind].map((value) => ({ kind, value })));

/** Number, seconds measured by kind, sums by value. */
const SLOT_BYTES = 4 * (1 + kinds.length + valueNames.length);

interface Slot {
  number: number;
  seconds: Record<Kind, number>;
  sums: Record<Value, number>;
}

/** Adds a sample that ended at this moment (seconds since 1970). */
export async function addSample(path: string, at: number, sample: Sample): Promise<void> {
  const file = await open(path, constants.O_RDWR | constants.O_CREAT | constants.O_NOFOLLOW, 0o600);
  try {
    for (const { step, slots, first } of ROUNDS) {
      const number = Math.floor(at / step);
      const position = (first + (number % slots)) * SLOT_BYTES;
      const bytes = Buffer.alloc(SLOT_BYTES);
      await file.read(bytes, 0, SLOT_BYTES, position);
      const slot = readSlot(bytes, 0);
      await file.write(
        written(plus(slot?.number === number ? slot : emptySlot(number), sample)),
        0,
        SLOT_BYTES,
        position,
      );
    }
  } finally {
    await file.close();
  }
}

/** The averages of a period up to now. A machine without a file has not been measured yet. */
export async function readStatistics(
  path: string,
  period: StatisticsPeriod,
  now: number,
): Promise<InstanceStatistics> {
  const { round, together, points } = PERIODS[period];
  const step = round.step * together;
  const lastPoint = Math.floor(now / step);
  const begin = lastPoint - points + 1;
  const found = Array.from({ length: points }, () => emptySlot(0));
  const bytes = await readRound(path, round);
  for (let offset = 0; offset + SLOT_BYTES <= bytes.length; offset += SLOT_BYTES) {
    const slot = readSlot(bytes, offset);
    const point = slot === undefined ? undefined : found[Math.floor(slot.number / together) - begin];
    if (slot === undefined || point === undefined) continue;
    for (const kind of kinds) point.seconds[kind] += slot.seconds[kind];
    for (const { value } of valueNames) point.sums[value] += slot.sums[value];
  }
  const lists = valueNames.map(({ kind, value }) => [
    value,
    found.map(({ seconds, sums }) => (seconds[kind] > 0 ? significant(sums[value] / seconds[kind]) : null)),
  ]);
  return {
    period,
    step,
    start: Math.max(0, begin * step),
    ...(Object.fromEntries(lists) as Record<Value, (number | null)[]>),
  };
}

/** Four digits are more than a graph shows. */
function significant(value: number): number {
  return Number(value.toPrecision(4));
}

async function readRound(path: string, { slots, first }: Round): Promise<Buffer> {
  const bytes = Buffer.alloc(slots * SLOT_BYTES);
  try {
    const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW);
    try {
      const { bytesRead } = await file.read(bytes, 0, bytes.length, first * SLOT_BYTES);
      return bytes.subarray(0, bytesRead);
    } finally {
      await file.close();
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return bytes.subarray(0, 0);
    throw error;
  }
}

function emptySlot(number: number): Slot {
  return {
    number,
    seconds: Object.fromEntries(kinds.map((kind) => [kind, 0])) as Slot['seconds'],
    sums: Object.fromEntries(valueNames.map(({ value }) => [value, 0])) as Slot['sums'],
  };
}

function plus(slot: Slot, { seconds, values }: Sample): Slot {
  for (const { kind, value } of valueNames) {
    const measured = values[kind] as Partial<Record<Value, number>> | undefined;
    if (measured !== undefined) slot.sums[value] += (measured[value] ?? 0) * seconds;
  }
  for (const kind of kinds) if (values[kind] !== undefined) slot.seconds[kind] += seconds;
  return slot;
}

/** Undefined where nothing was written, or half of something when the power went. */
function readSlot(bytes: Buffer, offset: number): Slot | undefined {
  const slot = emptySlot(bytes.readUInt32LE(offset));
  let at = offset + 4;
  for (const kind of kinds) slot.seconds[kind] = bytes.readFloatLE((at += 4) - 4);
  for (const { value } of valueNames) slot.sums[value] = bytes.readFloatLE((at += 4) - 4);
  const numbers = [...Object.values(slot.seconds), ...Object.values(slot.sums)];
  return slot.number > 0 && numbers.every((number) => Number.isFinite(number) && number >= 0)
    ? slot
    : undefined;
}

function written({ number, seconds, sums }: Slot): Buffer {
  const bytes = Buffer.alloc(SLOT_BYTES);
  let at = bytes.writeUInt32LE(number, 0);
  for (const kind of kinds) at = bytes.writeFloatLE(seconds[kind], at);
  for (const { value } of valueNames) at = bytes.writeFloatLE(sums[value], at);
  return bytes;
}
