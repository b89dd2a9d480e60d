import { Link, type LinkProps } from '@tanstack/react-router';

export interface Tab extends Pick<LinkProps, 'to' | 'params' | 'search'> {
  label: string;
  /** How many are behind it. */
  count?: number;
  /** Why it cannot be opened now. */
  off?: string;
  /** Whether it is open, where the address alone does not tell. */
  on?: boolean;
}

/** The parts of a page, each an address of its own. */
export function Tabs({ label, tabs }: { label: string; tabs: Tab[] }) {
  return (
    <nav className="tabs" aria-label={label}>
      {tabs.map(({ label: word, count, off, on, ...to }) =>
        off === undefined ? (
          <Link
            key={word}
            {...to}
            activeOptions={{ exact: true, includeSearch: on !== undefined }}
            {...(on === true ? { 'aria-current': 'page' as const } : {})}
          >
            {word} {count !== undefined && <span className="tag num">{count}</span>}
          </Link>
        ) : (
          <span key={word} className="off" title={off}>
            {word}
          </span>
        ),
      )}
    </nav>
  );
}
