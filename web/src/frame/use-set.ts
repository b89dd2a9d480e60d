import { useMatches } from '@tanstack/react-router';
import { SETS } from '../areas/groups.ts';

/** The set of the navigation that the page belongs to. */
export function useSet(): keyof typeof SETS {
  return useMatches().some(({ fullPath }) => fullPath.startsWith('/admin')) ? 'administration' : 'own';
}
