import type { ReactNode } from 'react';
import { LoadError, NothingHere } from './load-error.tsx';
import { RowsSkeleton } from './skeletons.tsx';

/** A query of TanStack, or what looks like one. */
interface Asked<Data> {
  data: Data | undefined;
  error: unknown;
  refetch: () => unknown;
}

export interface LoadedProps<Data> {
  of: Asked<Data>;
  /** Said when there is nothing to show; `heading` when it is all there is on the page. */
  failed: { title: string; stillWorks?: string; heading?: boolean };
  waiting?: ReactNode;
  /** Instead of an empty list, or of `null`: that it is not there; without it the page of what is not there. */
  empty?: ReactNode;
  /** What stands there instead has a frame, because the content has one. */
  card?: boolean;
  children: (data: NonNullable<Data>) => ReactNode;
}

/** What was asked for, or its state: on its way, not to be had, empty, not there. What is known is shown, however old (console 7.1). */
export function Loaded<Data>(props: LoadedProps<Data>): ReactNode {
  const { of, failed, waiting = <RowsSkeleton />, empty, card = false, children } = props;
  const { data, error, refetch } = of;
  const framed = (content: ReactNode) => (card ? <div className="card">{content}</div> : content);
  if (data === undefined && error === null) return waiting;
  if (data === undefined)
    return framed(<LoadError {...failed} error={error} onRetry={() => void refetch()} />);
  if (data === null) return empty ?? <NothingHere heading={failed.heading === true} />;
  if (empty !== undefined && Array.isArray(data) && data.length === 0) return framed(empty);
  return children(data as NonNullable<Data>);
}

/** Two answers that are of use only when both are there; what failed of them is asked again. */
export function together<One, Other>(one: Asked<One>, other: Asked<Other>): Asked<[One, Other]> {
  const failed = [one, other].find(({ data, error }) => data === undefined && error !== null);
  const both = one.data !== undefined && other.data !== undefined;
  return {
    data: both ? [one.data as One, other.data as Other] : undefined,
    error: failed?.error ?? null,
    refetch: () => failed?.refetch(),
  };
}
