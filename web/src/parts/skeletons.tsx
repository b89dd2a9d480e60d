import { Skeleton } from '@mantine/core';
import { useEffect, useState } from 'react';
import { say } from '#text/parts';

/** True after 150 ms: what answers faster needs no skeleton (console 7.1). */
function useWaited(): boolean {
  const [waited, setWaited] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setWaited(true), 150);
    return () => clearTimeout(timer);
  }, []);
  return waited;
}

/** A whole page that is not known yet; its heading is there for those who cannot see grey rows. */
export function PageSkeleton({ title }: { title: string }) {
  return (
    <>
      <h1 className="visually-hidden">{title}</h1>
      <RowsSkeleton rows={6} />
    </>
  );
}

/** Grey rows where a list will be. */
export function RowsSkeleton({ rows = 4 }: { rows?: number }) {
  if (!useWaited()) return null;
  return (
    <div role="status" aria-label={say.loading} className="pad grid close">
      {Array.from({ length: rows }, (_, at) => (
        <div key={at} className="row">
          <Skeleton height={36} width={36} radius={9} className="fixed" />
          <div className="grow grid near">
            <Skeleton height={10} width={`${60 - at * 6}%`} />
            <Skeleton height={8} width={`${38 - at * 3}%`} />
          </div>
          <Skeleton height={20} width={70} radius={6} />
        </div>
      ))}
    </div>
  );
}

/** Grey cards where cards will be. */
export function CardsSkeleton({ cards = 3 }: { cards?: number }) {
  if (!useWaited()) return null;
  return (
    <div className="machine-cards" role="status" aria-label={say.loading}>
      {Array.from({ length: cards }, (_, at) => (
        <Skeleton key={at} height={204} radius={10} />
      ))}
    </div>
  );
}
