import { Link } from '@tanstack/react-router';
import type { Problem } from './order.ts';

/** What stands in the way of the machine, and the way out when it is the quota. */
export function ProblemNote({ problem: { message, overQuota } }: { problem: Problem }) {
  return (
    <p role="alert" style={{ color: 'var(--bad)', margin: '0 0 10px' }}>
      {message}
      {overQuota === true && (
        <>
          {' '}
          Choose a smaller size, or give something back in{' '}
          <Link to="/machines" search={{ view: 'table', sort: '-disk' }} className="link">
            your machines
          </Link>
          .
        </>
      )}
    </p>
  );
}
