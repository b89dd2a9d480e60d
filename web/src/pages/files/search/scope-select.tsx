import { say } from '#text/files';
import { NativeSelect } from '@mantine/core';
import { scopeOf, useScope } from './scope.ts';

/** Chooses where the page's field looks. */
export function ScopeSelect() {
  const [scope, setScope] = useScope();
  return (
    <NativeSelect
      aria-label={say.searchIn}
      value={scope}
      data={[
        { value: 'here', label: say.scopeHere },
        { value: 'below', label: say.scopeBelow },
        { value: 'everywhere', label: say.scopeEverywhere },
      ]}
      onChange={({ currentTarget }) => setScope(scopeOf(currentTarget.value))}
    />
  );
}
