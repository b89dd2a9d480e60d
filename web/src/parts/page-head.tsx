import type { ReactNode } from 'react';
import { usePageTitle } from './page-title.ts';
import { Name } from './name.tsx';
import { plainName } from '../text/plain-name.ts';

export interface PageHeadProps {
  title: string;
  /** Beside the title: the state of the thing. */
  beside?: ReactNode;
  below?: ReactNode;
  before?: ReactNode;
  children?: ReactNode;
}

/** The head of a page: its one `h1`, a grey line, actions on the right; also names the browser's tab. */
export function PageHead({ title, beside, below, before, children }: PageHeadProps) {
  usePageTitle(plainName(title));
  const detail = before !== undefined;
  return (
    <div className={detail ? 'head detail' : 'head'}>
      {before}
      <div className="title">
        <div className="row wrap-row">
          <h1>
            <Name of={title} />
          </h1>
          {beside}
        </div>
        {below !== undefined && <p className="num">{below}</p>}
      </div>
      {children !== undefined && <div className="acts">{children}</div>}
    </div>
  );
}
