import type { ReactNode } from 'react';
import { say } from '#text/parts';
import { count } from '../text/format.ts';

export interface MeterProps {
  label: string;
  used: number;
  /** `Infinity` draws no bar. */
  total: number;
  /** What the change in hand would add. */
  plus?: number;
  others?: number;
  /** `used` is by all together, and what of it is one's own is not known. */
  shared?: boolean;
  format?: (value: number) => string;
  thin?: boolean;
  note?: ReactNode;
}

/** A share of a limit: yours, this change (hatched), other people's, free (console 6, quota meter). */
export function Meter({
  label,
  used,
  total,
  plus = 0,
  others = 0,
  shared = false,
  format = count,
  thin = false,
  note,
}: MeterProps) {
  const sum = used + plus + others;
  const over = sum > total;
  const hot = !over && total > 0 && sum / total >= 0.9;
  const width = (value: number) => `${Math.min(100, (value / Math.max(total, sum, 1)) * 100)}%`;
  const limited = Number.isFinite(total);
  const mine = (
    <>
      <b>{format(used)}</b>
      {plus > 0 && <b className="more"> + {format(plus)}</b>}
    </>
  );
  return (
    <div>
      <div className="meter-head">
        <span className="name">{label}</span>
        <span className={over ? 'value num over' : 'value num'}>
          {limited ? say.usedOf({ used: mine, total: format(total) }) : say.usedUnlimited({ used: mine })}
        </span>
      </div>
      {limited && (
        <div
          className={thin ? 'meter thin' : 'meter'}
          role="meter"
          aria-label={label}
          aria-valuemin={0}
          aria-valuenow={Math.min(used, total)}
          aria-valuemax={total}
          aria-valuetext={meterText({ used, plus, others, shared, total, format })}
        >
          <i className={`${shared ? 'others' : 'mine'} ${hot ? 'hot' : ''}`} style={{ width: width(used) }} />
          {plus > 0 && <i className={over ? 'bust' : 'plus'} style={{ width: width(plus) }} />}
          {others > 0 && <i className={hot ? 'others hot' : 'others'} style={{ width: width(others) }} />}
        </div>
      )}
      {note !== undefined && <div className="sub tiny under-head">{note}</div>}
    </div>
  );
}

function meterText(parts: {
  used: number;
  plus: number;
  others: number;
  shared: boolean;
  total: number;
  format: (value: number) => string;
}): string {
  const { used, plus, others, shared, total, format } = parts;
  const said = [shared ? say.usedByAll({ used: format(used) }) : say.usedByYou({ used: format(used) })];
  if (plus > 0) said.push(say.moreWithThis({ plus: format(plus) }));
  if (others > 0) said.push(say.usedByOthers({ others: format(others) }));
  return say.meter({ parts: said, total: format(total) });
}

/** A bare bar for work in progress, 0 to 100. */
export function ProgressBar({
  percent,
  label,
  thin = false,
}: {
  percent: number;
  label: string;
  thin?: boolean;
}) {
  return (
    <div
      className={thin ? 'meter thin' : 'meter'}
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={Math.round(percent)}
    >
      <i className="working" style={{ width: `${percent}%` }} />
    </div>
  );
}
