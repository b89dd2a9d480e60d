import { useRouter, type ErrorComponentProps } from '@tanstack/react-router';
import { say } from '#text/parts';
import { LoadError } from './load-error.tsx';

/** Instead of a page that failed; the frame around it keeps working. */
export function PageBroken({ error, reset }: ErrorComponentProps) {
  const router = useRouter();
  return (
    <LoadError
      title={say.pageBroken}
      heading
      error={error}
      stillWorks={say.machinesKeepRunning}
      onRetry={() => {
        reset();
        void router.invalidate();
      }}
    />
  );
}
