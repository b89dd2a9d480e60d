import { useQuery } from '@tanstack/react-query';
import { say } from '#text/new-machine';
import { say as parts } from '#text/parts';
import { flavorsQuery } from '../../api/flavors.ts';
import { imagesQuery } from '../../api/images.ts';
import { useProject } from '../../api/projects.ts';
import { quotasQuery } from '../../api/quota.ts';
import { Crumbs } from '../../parts/crumbs.tsx';
import { Loaded, together } from '../../parts/loaded.tsx';
import { PageHead } from '../../parts/page-head.tsx';
import { RowsSkeleton } from '../../parts/skeletons.tsx';
import { usesOf } from '../../text/resources.ts';
import { NewMachineForm } from './new-machine-form.tsx';

/** A new machine: sections that all have a default, and what it takes from the quota. */
export function NewMachinePage() {
  const offered = together(useQuery(imagesQuery), useQuery(flavorsQuery));
  const project = useProject();
  const quotas = useQuery(quotasQuery(project));
  return (
    <>
      <Crumbs list="/machines" word={say.machines} name={say.new} />
      <PageHead title={say.title} />
      <Loaded
        of={offered}
        failed={{ title: say.notLoaded, stillWorks: parts.machinesKeepRunning }}
        waiting={<RowsSkeleton rows={5} />}
        card
      >
        {([images, flavors]) => (
          <NewMachineForm
            images={images.filter(({ status }) => status !== 'ERROR' && status !== 'DELETED')}
            flavors={flavors.filter((flavor) => flavor['SNF:allow_create'])}
            uses={quotas.data === undefined ? [] : usesOf(quotas.data, project)}
          />
        )}
      </Loaded>
    </>
  );
}
