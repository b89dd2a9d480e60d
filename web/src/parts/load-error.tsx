import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { IconLayoutDashboard, IconLock, IconPlugConnectedX, IconRefresh } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { say } from '#text/parts';
import { ApiError } from '../api/api-error.ts';
import { CopyButton } from './copy-button.tsx';
import { Empty } from './empty.tsx';

export interface LoadErrorProps {
  /** "The list of machines could not be loaded" */
  title: string;
  error: unknown;
  /** What still works: "Your machines keep running." */
  stillWorks?: string;
  /** As in Empty. */
  heading?: boolean;
  onRetry: () => void;
}

/** What could not be read, what still works, and two ways on (console 7.1, error). */
export function LoadError({ title, error, stillWorks, heading = false, onRetry }: LoadErrorProps) {
  const known = error instanceof ApiError ? error : null;
  if (known?.status === 404 || known?.code === 'forbidden') return <NothingHere heading={heading} />;
  return (
    <div role="alert">
      <Empty
        tone="bad"
        icon={IconPlugConnectedX}
        title={title}
        heading={heading}
        actions={
          <>
            <Button leftSection={<IconRefresh size={16} />} onClick={onRetry}>
              {say.tryAgain}
            </Button>
            <CopyButton text={errorReport(title, error)} label={say.copyReport} />
          </>
        }
      >
        {known?.message ?? say.unexpected} {stillWorks}
        {known !== null && known.requestId !== '' && (
          <> {say.request({ id: <span className="mono">{known.requestId}</span> })}</>
        )}
      </Empty>
    </div>
  );
}

/** Not there, or not for this person: the same page, so that nothing is given away. */
export function NothingHere({ heading = true }: { heading?: boolean }): ReactNode {
  return (
    <Empty
      tone="hold"
      icon={IconLock}
      title={say.nothingHere}
      heading={heading}
      actions={
        <Button
          variant="default"
          leftSection={<IconLayoutDashboard size={16} aria-hidden />}
          renderRoot={(props: object) => <Link to="/" {...props} />}
        >
          {say.goToOverview}
        </Button>
      }
    >
      {say.nothingHereMeans}
    </Empty>
  );
}

/** What support needs to find the failure; holds no secret. */
export function errorReport(title: string, error: unknown): string {
  const lines = [title, `Time: ${new Date().toISOString()}`, `Page: ${location.pathname}`];
  if (error instanceof ApiError) {
    lines.push(`Call: ${error.path}`, `Answer: ${error.status} ${error.code} ${error.message}`);
    if (error.requestId !== '') lines.push(`Request: ${error.requestId}`);
  } else if (error instanceof Error) lines.push(`${error.name}: ${error.message}`);
  return lines.join('\n');
}
