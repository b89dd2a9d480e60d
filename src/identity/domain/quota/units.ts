import { INFINITE } from '#contract/infinite';

const UNITS = ['bytes', 'kB', 'MB', 'GB', 'TB', 'PB'] as const;

/** How amounts of bytes are written: in one unit, in the largest that gives at least 1, or as the bare number. */
export const UNIT_STYLES = ['b', 'kb', 'mb', 'gb', 'tb', 'pb', 'auto', 'none'] as const;
export type UnitStyle = (typeof UNIT_STYLES)[number];

/** An amount of a resource for people: `inf`, a plain integer, or bytes with their unit (spec/identity 2.7). */
export function formatAmount(amount: bigint, unit: string | null, style: UnitStyle): string {
  if (style === 'none') return amount.toString();
  if (amount === INFINITE) return 'inf';
  if (unit !== 'bytes') return amount.toString();
  const power = style === 'auto' ? largestPower(amount) : UNIT_STYLES.indexOf(style);
  if (power === 0) return `${amount} bytes`;
  // A double is exact enough for three digits.
  const value = Number(amount) / 1024 ** power;
  const size = Math.abs(value);
  return `${value.toFixed(size < 1 ? 3 : size < 10 ? 2 : 1)} ${UNITS[power]}`;
}

function largestPower(amount: bigint): number {
  let power = 0;
  for (let rest = amount < 0n ? -amount : amount; rest >= 1024n && power < UNITS.length - 1; rest >>= 10n)
    power += 1;
  return power;
}

const AMOUNT = /^(\d{1,19})(?:\.(\d{1,6}))?\s*(?:bytes|([kmgtp])(?:i?b)?)?$/i;
const POWERS = 'kmgtp';

/** Reads an amount as people write it: `20GB`, `1.5 TiB`, `100`, `inf`; undefined for anything else (spec/identity 2.7). */
export function parseAmount(text: string): bigint | undefined {
  const trimmed = text.trim();
  if (trimmed === 'inf' || trimmed === 'infinite') return INFINITE;
  const [match, whole = '', fraction = '', unit = ''] = AMOUNT.exec(trimmed) ?? [];
  if (match === undefined) return undefined;
  const scale = 1024n ** BigInt(unit === '' ? 0 : POWERS.indexOf(unit.toLowerCase()) + 1);
  const amount = (BigInt(whole + fraction) * scale) / 10n ** BigInt(fraction.length);
  return amount > INFINITE ? undefined : amount;
}
