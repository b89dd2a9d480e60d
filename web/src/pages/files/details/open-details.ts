import { useNavigate } from '@tanstack/react-router';

/** Shows the details of what has this whole name in the place that is shown; of nothing, without a name. */
export function useOpenDetails(): (name: string | undefined) => void {
  const navigate = useNavigate({ from: '/files' });
  return (name) =>
    void navigate({
      search: ({ details: _old, ...rest }) => (name === undefined ? rest : { ...rest, details: name }),
      replace: name === undefined,
    });
}
