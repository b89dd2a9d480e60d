import type { Icon } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { Kind } from '../text/machine-words.ts';

const BLOCKS: [x: number, y: number, opacity: number][] = [
  [8, 44, 0.1],
  [30, 44, 0.18],
  [52, 44, 0.1],
  [74, 44, 0.06],
  [19, 22, 0.14],
  [41, 22, 0.3],
  [63, 22, 0.12],
  [52, 0, 0.1],
];

export interface EmptyProps {
  icon: Icon;
  title: string;
  children?: ReactNode;
  actions?: ReactNode;
  tone?: 'brand' | Kind;
  /** This is all there is on the page: its title is the page's heading. */
  heading?: boolean;
}

/** A place with nothing in it: a picture, what this is, and what to do (console 7.1). */
export function Empty({
  icon: Glyph,
  title,
  children,
  actions,
  tone = 'brand',
  heading = false,
}: EmptyProps) {
  const colour = tone === 'brand' ? 'var(--mantine-color-brand-filled)' : `var(--${tone}-dot)`;
  return (
    <div className="empty">
      <svg className="picture" viewBox="0 0 104 72" aria-hidden>
        {BLOCKS.map(([x, y, opacity]) => (
          <rect key={`${x} ${y}`} x={x} y={y} width="19" height="19" rx="4" fill={colour} opacity={opacity} />
        ))}
        <Glyph x={44} y={25} width={13} height={13} stroke={2.2} color={colour} />
      </svg>
      {heading ? <h1>{title}</h1> : <b>{title}</b>}
      <span className="sub">{children}</span>
      {actions !== undefined && <div className="row wrap-row actions">{actions}</div>}
    </div>
  );
}
