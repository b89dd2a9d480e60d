import { Fragment } from 'react';
import { say } from '#text/projects';
import { Name } from '../../parts/name.tsx';
import type { Difference } from './differences.ts';
import css from './projects.module.css';

/** What is asked for, line by line, with what is now below it; in a card of the main column `wide`. */
export function DifferenceList({
  differences,
  wide = false,
}: {
  differences: readonly Difference[];
  wide?: boolean;
}) {
  return (
    <dl className={wide ? `pairs ${css.wide}` : 'pairs'}>
      {differences.map(({ id, word, asked, now }) => (
        <Fragment key={id}>
          <dt>{word}</dt>
          <dd>
            <span className="strong num">
              <Name of={asked} />
            </span>
            {now !== undefined && now !== asked && (
              <span className={`sub block num ${css.now}`}>{say.now({ now })}</span>
            )}
          </dd>
        </Fragment>
      ))}
    </dl>
  );
}
