import { useMediaQuery } from '@mantine/hooks';

/** Whether the page is as narrow as a phone, where what stands beside something stands below it; as `styles/phone.css` has it. */
export function usePhone(): boolean {
  return useMediaQuery('(max-width: 760px)', undefined, { getInitialValueInEffect: false });
}
