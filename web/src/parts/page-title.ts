import { useDocumentTitle } from '@mantine/hooks';
import { BRANDING } from '../api/branding.ts';

/** Names the browser's tab: "Machines · Synnefo", the last being the cloud's own name. */
export function usePageTitle(title: string): void {
  useDocumentTitle(`${title} · ${BRANDING.service.name}`);
}
