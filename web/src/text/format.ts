const UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'];

/** A size in binary units with three digits: "1.86 TiB", "640 KiB" (console 7.5). */
export function bytes(count: number): string {
  if (!Number.isFinite(count)) return 'unlimited';
  let value = Math.abs(count);
  let unit = 0;
  while (value >= 1023.5 && unit < UNITS.length - 1) {
    value /= 1024;
    unit += 1;
  }
  const digits = unit === 0 || value >= 100 ? 0 : value >= 10 ? 1 : 2;
  const number = value.toFixed(digits).replace(/\.0+$/, '');
  return `${count < 0 ? '-' : ''}${number} ${UNITS[unit] ?? ''}`;
}

const plain = new Intl.NumberFormat('en');

/** A count with thousands marked. */
export function count(value: number): string {
  return Number.isFinite(value) ? plain.format(value) : 'unlimited';
}

/** "1 machine", "3 machines". */
export function counted(value: number, one: string, many = `${one}s`): string {
  return `${plain.format(value)} ${value === 1 ? one : many}`;
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' });
const day = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric' });
const exact = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'long' });
const second = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' });

/** "just now", "8 minutes ago", "3 hours ago", "yesterday, 17:40", then the date (console 7.5). */
export function ago(when: string | number, now: number): string {
  const time = typeof when === 'number' ? when : Date.parse(when);
  if (Number.isNaN(time)) return '';
  const age = now - time;
  if (age < MINUTE) return 'just now';
  if (age < HOUR) return `${counted(Math.floor(age / MINUTE), 'minute')} ago`;
  const dayStart = new Date(now).setHours(0, 0, 0, 0);
  if (age < DAY && time >= dayStart) return `${counted(Math.floor(age / HOUR), 'hour')} ago`;
  if (time >= dayStart - DAY) return `yesterday, ${clock.format(time)}`;
  return day.format(time);
}

/** How long something exists: "12 minutes", "3 hours", "9 days", "3 months". */
export function age(since: string, now: number): string {
  const passed = Math.max(0, now - Date.parse(since));
  if (passed < MINUTE) return 'seconds';
  if (passed < HOUR) return counted(Math.floor(passed / MINUTE), 'minute');
  if (passed < DAY) return counted(Math.floor(passed / HOUR), 'hour');
  if (passed < 60 * DAY) return counted(Math.floor(passed / DAY), 'day');
  return counted(Math.floor(passed / (30 * DAY)), 'month');
}

/** The exact time with its zone, for hovers and facts. */
export function exactTime(when: string): string {
  const time = Date.parse(when);
  return Number.isNaN(time) ? '' : exact.format(time);
}

/** Hours, minutes and seconds. */
export function clockTime(when: string): string {
  const time = Date.parse(when);
  return Number.isNaN(time) ? '' : second.format(time);
}

/** "4 minutes", "1 minute", "a few seconds". */
export function duration(milliseconds: number): string {
  if (milliseconds < 20_000) return 'a few seconds';
  if (milliseconds < 90_000) return 'about 1 minute';
  if (milliseconds < HOUR) return `about ${Math.round(milliseconds / MINUTE)} minutes`;
  return `about ${counted(Math.round(milliseconds / HOUR), 'hour')}`;
}
