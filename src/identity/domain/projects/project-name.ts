import { fail } from '../../errors.ts';
import type { Project } from '../../store/projects/projects.ts';
import type { Store } from '../../store/store.ts';

/** Refuses a name that another project has; one that has ended has let its name go (spec/identity 4.1). */
export async function requireFreeName({ projects }: Store, { id }: Project, name: string): Promise<void> {
  const holder = await projects.byName(name);
  if (holder !== undefined && holder.id !== id) fail('project_name_taken', { name });
}
