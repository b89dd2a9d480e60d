import { useMatches } from '@tanstack/react-router';
import type { BrandedPart } from '#contract/branding';
import { SETS } from '../areas/groups.ts';

/** The set of the navigation that the page belongs to. */
export function useSet(): keyof typeof SETS {
  return useMatches().some(({ fullPath }) => fullPath.startsWith('/admin')) ? 'administration' : 'own';
}

/** The part of the cloud that the page is about, as logos have it. */
export function useLogoPart(): BrandedPart {
  const paths = useMatches().map(({ fullPath }) => fullPath);
  if (paths.some((path) => /^\/(?:machines|networks|images)\b/.test(path))) return 'compute';
  return paths.some((path) => path.startsWith('/files')) ? 'storage' : 'dashboard';
}
