import { Fragment, type ReactNode } from 'react';
import { Crumbs, type CrumbsProps } from './crumbs.tsx';
import { PageHead } from './page-head.tsx';

export interface DetailPageProps {
  /** The list that the thing is one of, its word, and what leads to the ones beside it. */
  of: Omit<CrumbsProps, 'name'>;
  name: string;
  tile: ReactNode;
  state?: ReactNode;
  /** The few facts that tell it from others; those that are empty are left out. */
  facts: string[];
  actions?: ReactNode;
  tabs?: ReactNode;
  /** Facts that are looked up now and then: beside what the page is about, on a phone below it. */
  side?: ReactNode;
  children: ReactNode;
}

/** A page about one thing: where it is, what it looks like, its state and facts, what can be done, its tabs. */
export function DetailPage({ of, name, tile, state, facts, actions, tabs, side, children }: DetailPageProps) {
  return (
    <>
      <Crumbs {...of} name={name} />
      <PageHead
        before={tile}
        title={name}
        beside={state}
        below={facts.filter((fact) => fact !== '').join(' · ')}
      >
        {actions}
      </PageHead>
      {tabs}
      {side === undefined ? children : <WithSide side={side}>{children}</WithSide>}
    </>
  );
}

/** What a page, or a tab, is about, and its side column. */
export function WithSide({ side, children }: { side: ReactNode; children: ReactNode }) {
  return (
    <div className="two-columns">
      <div className="grid close">{children}</div>
      <div className="grid close">{side}</div>
    </div>
  );
}

export type Fact = [word: string, fact: ReactNode];

/** A card of facts, each with its word; those that are `false` are left out. */
export function FactsCard({ title, facts }: { title: string; facts: (Fact | false)[] }) {
  return (
    <section className="card pad" aria-label={title}>
      <h2 className="h2">{title}</h2>
      <dl className="pairs">
        {facts.map(
          (each) =>
            each !== false && (
              <Fragment key={each[0]}>
                <dt>{each[0]}</dt>
                <dd>{each[1]}</dd>
              </Fragment>
            ),
        )}
      </dl>
    </section>
  );
}
