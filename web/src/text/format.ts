import { say as wordsOfThisLanguage } from '#text/format';
import { LOCALE } from '#text/language';
import { lazily } from './words.ts';

const UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'];
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Numbers, sizes and times as a language writes them (console 7.5). */
export function formatsIn(locale: string, words: typeof wordsOfThisLanguage) {
  const plain = lazily(() => new Intl.NumberFormat(locale));
  const fraction = [0, 1, 2].map((digits) =>
    lazily(
      () =>
        new Intl.NumberFormat(locale, {
          minimumFractionDigits: digits,
          maximumFractionDigits: digits,
          useGrouping: false,
        }),
    ),
  );
  const relative = lazily(() => new Intl.RelativeTimeFormat(locale));
  const format = (parts: Intl.DateTimeFormatOptions) => lazily(() => new Intl.DateTimeFormat(locale, parts));
  const clock = format({ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
  const day = format({ day: 'numeric', month: 'short', year: 'numeric' });
  const exact = format({
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
    // English has short names of zones, "EET"; where a language has none, Intl writes half a sentence.
    timeZoneName: locale.startsWith('en') ? 'short' : 'shortOffset',
  });
  const second = format({ hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' });
  const number = (value: number, digits: number): string => {
    // a whole number needs no zeros behind it
    const needed = /\.0+$/.test(value.toFixed(digits)) ? 0 : digits;
    return (fraction[needed] ?? plain)().format(value);
  };
  const span = (value: number, unit: 'minute' | 'hour' | 'day' | 'month'): string =>
    new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'long' }).format(value);
  return {
    /** A size in binary units with three digits: "1.86 TiB", "640 KiB". */
    bytes(count: number): string {
      if (!Number.isFinite(count)) return words.unlimited;
      let value = Math.abs(count);
      let unit = 0;
      while (value >= 1023.5 && unit < UNITS.length - 1) {
        value /= 1024;
        unit += 1;
      }
      const digits = unit === 0 || value >= 100 ? 0 : value >= 10 ? 1 : 2;
      return `${count < 0 ? '-' : ''}${number(value, digits)} ${UNITS[unit] ?? ''}`;
    },

    /** A count with thousands marked. */
    count: (value: number): string => (Number.isFinite(value) ? plain().format(value) : words.unlimited),

    /** "just now", "8 minutes ago", "3 hours ago", "yesterday, 17:40", then the date. */
    ago(when: string | number, now: number): string {
      const time = typeof when === 'number' ? when : Date.parse(when);
      if (Number.isNaN(time)) return '';
      const passed = now - time;
      if (passed < MINUTE) return words.justNow;
      if (passed < HOUR) return relative().format(-Math.floor(passed / MINUTE), 'minute');
      const dayStart = new Date(now).setHours(0, 0, 0, 0);
      if (passed < DAY && time >= dayStart) return relative().format(-Math.floor(passed / HOUR), 'hour');
      if (time >= dayStart - DAY) return words.yesterday({ clock: clock().format(time) });
      return day().format(time);
    },

    /** "12 Nov 2026" */
    date(when: string | number): string {
      const time = typeof when === 'number' ? when : Date.parse(when);
      return Number.isNaN(time) ? '' : day().format(time);
    },

    /** How long something exists: "12 minutes", "3 hours", "9 days", "3 months". */
    age(since: string, now: number): string {
      const passed = Math.max(0, now - Date.parse(since));
      if (passed < MINUTE) return words.seconds;
      if (passed < HOUR) return span(Math.floor(passed / MINUTE), 'minute');
      if (passed < DAY) return span(Math.floor(passed / HOUR), 'hour');
      if (passed < 60 * DAY) return span(Math.floor(passed / DAY), 'day');
      return span(Math.floor(passed / (30 * DAY)), 'month');
    },

    /** The exact time with its zone, for hovers and facts. */
    exactTime(when: string): string {
      const time = Date.parse(when);
      return Number.isNaN(time) ? '' : exact().format(time);
    },

    /** Hours, minutes and seconds. */
    clockTime(when: string): string {
      const time = Date.parse(when);
      return Number.isNaN(time) ? '' : second().format(time);
    },

    /** "a few seconds", "about 1 minute", "about 4 minutes". */
    duration(milliseconds: number): string {
      if (milliseconds < 20_000) return words.fewSeconds;
      if (milliseconds < HOUR)
        return words.about({ time: span(Math.max(1, Math.round(milliseconds / MINUTE)), 'minute') });
      return words.about({ time: span(Math.round(milliseconds / HOUR), 'hour') });
    },
  };
}

export const { bytes, count, ago, age, date, exactTime, clockTime, duration } = formatsIn(
  LOCALE,
  wordsOfThisLanguage,
);

/** "1 machine", "3 machines". */
export function counted(value: number, one: string, many = `${one}s`): string {
  return `${count(value)} ${value === 1 ? one : many}`;
}
