import { useNavigate, useSearch } from '@tanstack/react-router';

const SCOPES = ['here', 'below', 'everywhere'] as const;

/** Where the text of the page's field is looked for: among the rows, in the folders inside too, or in all containers. */
export type Scope = (typeof SCOPES)[number];

export function scopeOf(text: string | undefined): Scope {
  return SCOPES.find((scope) => scope === text) ?? 'here';
}

/** The scope, which the address keeps. */
export function useScope(): [scope: Scope, setScope: (scope: Scope) => void] {
  const { scope } = useSearch({ from: '/inside/files' });
  const navigate = useNavigate({ from: '/files' });
  return [
    scopeOf(scope),
    (next) =>
      void navigate({
        search: ({ scope: _old, ...rest }) => (next === 'here' ? rest : { ...rest, scope: next }),
        replace: true,
      }),
  ];
}
