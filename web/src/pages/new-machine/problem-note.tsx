import { Link } from '@tanstack/react-router';
import { say } from '#text/new-machine';
import type { Problem } from './order.ts';
import css from './new-machine.module.css';

/** What stands in the way of the machine, and the way out when it is the quota. */
export function ProblemNote({ problem: { message, overQuota } }: { problem: Problem }) {
  return (
    <p role="alert" className={`failure ${css.before}`}>
      {overQuota === true
        ? say.giveBack({
            message,
            machines: (words) => (
              <Link to="/machines" search={{ view: 'table', sort: '-disk' }} className="link">
                {words}
              </Link>
            ),
          })
        : message}
    </p>
  );
}
