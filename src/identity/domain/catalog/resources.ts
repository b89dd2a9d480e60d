import { fail } from '../../errors.ts';
import type { Resource } from '../../store/catalog/catalog.ts';
import { differences } from '#platform/audit/entry';
import { record } from '../audit/record.ts';
import type { Acting } from '../identity.ts';

/** What an administrator changes of a resource. What is absent stays; projects that exist keep their limits. */
export interface ResourceChange {
  systemDefault?: bigint;
  projectDefault?: bigint;
  apiVisible?: boolean;
  uiVisible?: boolean;
}

/** A resource that was changed. */
export interface ChangedResource {
  before: Resource;
  after: Resource;
  /** What followed from the change, since the console shows only what the API shows. */
  followed: 'ui_visible' | 'api_visible' | undefined;
}

/** Changes resources by name, all of them or none. */
export async function modifyResources(
  identity: Acting,
  changes: ReadonlyMap<string, ResourceChange>,
): Promise<ChangedResource[]> {
  const changed = await identity.store.transaction(async (tx) => {
    const known = new Map(
      (await tx.catalog.lockResources([...changes.keys()])).map((resource) => [resource.name, resource]),
    );
    const done: ChangedResource[] = [];
    for (const [name, change] of changes) {
      const before = known.get(name) ?? fail('resource_not_found', { resource: name });
      const { followed, ...whole } = completed(before, change);
      done.push({ before, after: { ...before, ...whole }, followed });
    }
    await tx.catalog.updateResources(done.map(({ after }) => after));
    await record(
      identity,
      tx,
      ...done.map(({ before, after }) => ({
        action: 'resource.modify' as const,
        object: { kind: 'resource', id: before.id, name: before.name },
        details: differences(before, after),
      })),
    );
    return done;
  });
  identity.catalog.forget();
  return changed;
}

/** The change with what it brings along. */
function completed(
  before: Resource,
  change: ResourceChange,
): ResourceChange & Pick<ChangedResource, 'followed'> {
  if (change.uiVisible === true && change.apiVisible === false)
    fail('resource_ui_only', { resource: before.name });
  if (change.apiVisible === false && before.uiVisible)
    return {
      ...change,
      uiVisible: false,
      followed: change.uiVisible === undefined ? 'ui_visible' : undefined,
    };
  if (change.uiVisible === true && !before.apiVisible)
    return {
      ...change,
      apiVisible: true,
      followed: change.apiVisible === undefined ? 'api_visible' : undefined,
    };
  return { ...change, followed: undefined };
}
