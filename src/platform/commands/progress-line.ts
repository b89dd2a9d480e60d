import { formatSize } from './format-size.ts';

/** How far a transfer is. */
export interface Transfer {
  title: string;
  done: number;
  total: number;
  seconds: number;
}

const LONGEST_BAR = 30;
const SHORTEST_BAR = 6;

/** `Uploading  42% ████░░░░ 12MiB/30MiB 4.1MiB/s 0:05 left`, as much of it as fits: time left and speed go last. */
export function byteLine({ title, done, total, seconds }: Transfer, columns: number): string {
  const perSecond = seconds > 0 ? done / seconds : 0;
  const left = perSecond > 0 ? `${clock((total - done) / perSecond)} left` : '';
  const sizes = `${formatSize(done)}/${formatSize(total)}`;
  return barLine(
    title,
    total === 0 ? 1 : done / total,
    [left, `${formatSize(Math.round(perSecond))}/s`, sizes],
    columns,
  );
}

/**
 * Title, percentage, a bar in the room that is left, and details, the most wanted first. What does not fit is left out; the
 * line is shorter than the terminal is wide, since a full one would wrap.
 */
export function barLine(title: string, part: number, details: readonly string[], columns: number): string {
  const room = columns - 1;
  const whole = Math.min(Math.max(part, 0), 1);
  const percent = `${Math.floor(whole * 100)}%`.padStart(4);
  let line = `${title} ${percent}`;
  if (line.length > room) return percent.trimStart().slice(0, Math.max(room, 0));
  const shown: string[] = [];
  for (const detail of details.filter((each) => each !== '')) {
    if (line.length + 1 + detail.length > room) break;
    line += ` ${detail}`;
    shown.unshift(detail);
  }
  const width = Math.min(room - line.length - 1, LONGEST_BAR);
  const full = Math.round(width * whole);
  const bar = width < SHORTEST_BAR ? [] : ['█'.repeat(full) + '░'.repeat(width - full)];
  return [title, percent, ...bar, ...shown].join(' ');
}

/** `0:05`, `12:40`, `3:02:11`. */
function clock(seconds: number): string {
  const whole = Math.ceil(seconds);
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const two = (number: number): string => String(number).padStart(2, '0');
  return hours > 0 ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`;
}
