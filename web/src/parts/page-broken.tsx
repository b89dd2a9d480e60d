import { useRouter, type ErrorComponentProps } from '@tanstack/react-router';
import { LoadError } from './load-error.tsx';

/** Instead of a page that failed; the frame around it keeps working. */
export function PageBroken({ error, reset }: ErrorComponentProps) {
  const router = useRouter();
  return (
    <LoadError
      title="This page could not be shown"
      heading
      error={error}
      stillWorks="Your machines keep running."
      onRetry={() => {
        reset();
        void router.invalidate();
      }}
    />
  );
}
