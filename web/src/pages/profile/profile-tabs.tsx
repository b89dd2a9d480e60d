import { say } from '#text/profile';
import { PageHead } from '../../parts/page-head.tsx';
import { Tabs } from '../../parts/tabs.tsx';

/** The head of both halves of the own account. */
export function ProfileHead({ title }: { title: string }) {
  return (
    <>
      <PageHead title={title} below={say.purpose} />
      <Tabs
        label={say.parts}
        tabs={[
          { to: '/profile', label: say.profile },
          { to: '/profile/security', label: say.security },
        ]}
      />
    </>
  );
}
