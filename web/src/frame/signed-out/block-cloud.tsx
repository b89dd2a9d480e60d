import { say } from '#text/log-in';
import css from './signed-out.module.css';

const SHAPE = [
  '....................',
  '....................',
  '....................',
  '....................',
  '....................',
  '.........###........',
  '........######......',
  '.....#.########.....',
  '....############....',
  '...##############...',
  '...##############...',
  '....############....',
];
const COLUMNS = 20;
const ROWS = 18;
const CELL = 44;
const GAP = 10;
const SHADES = [0.92, 0.3, 0.5, 0.22, 0.7, 0.4];

/** The block-cloud beside the form; the same every time. */
export function BlockCloud() {
  return (
    <div className={css.art} aria-hidden>
      <svg viewBox="0 0 1080 972" preserveAspectRatio="xMidYMid slice">
        {cells().map(({ x, y, opacity }) => (
          <rect
            key={`${x} ${y}`}
            x={x}
            y={y}
            width={CELL}
            height={CELL}
            rx="12"
            fill="#fff"
            opacity={opacity}
          />
        ))}
      </svg>
      <div className={css.line}>{say.line}</div>
    </div>
  );
}

function cells(): { x: number; y: number; opacity: number }[] {
  let seed = 5;
  const random = () => (seed = (seed * 9301 + 49297) % 233280) / 233280;
  const found = [];
  for (let row = 0; row < ROWS; row += 1) {
    for (let column = 0; column < COLUMNS; column += 1) {
      const draw = random();
      const lit = SHAPE[row]?.[column] === '#';
      const opacity = lit ? (SHADES[Math.floor(draw * SHADES.length)] ?? 0.4) : draw > 0.93 ? 0.09 : 0.03;
      found.push({ x: column * (CELL + GAP) + 5, y: row * (CELL + GAP) + 5, opacity });
    }
  }
  return found;
}
