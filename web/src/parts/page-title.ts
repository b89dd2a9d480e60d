import { useDocumentTitle } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { cloudQuery } from '../api/cloud.ts';

/** Names the browser's tab: "Machines · Synnefo", the last being the cloud's own name. */
export function usePageTitle(title: string): void {
  const { data: cloud } = useQuery(cloudQuery);
  useDocumentTitle(`${title} · ${cloud?.name ?? 'Synnefo'}`);
}
