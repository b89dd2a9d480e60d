import { IconFilter } from '@tabler/icons-react';
import { AddressInput } from './address-input.tsx';

/** The filter of a page: the key `/` leads to it, and its text is part of the address. */
export function FilterField({
  label,
  kept,
  onKeep,
}: {
  label: string;
  kept: string;
  onKeep: (text: string) => void;
}) {
  return (
    <AddressInput
      aria-label={label}
      placeholder={label}
      data-page-filter
      leftSection={<IconFilter size={15} aria-hidden />}
      rightSection={<span className="key hide-phone">/</span>}
      rightSectionWidth={34}
      className="filter-field"
      kept={kept}
      onKeep={onKeep}
    />
  );
}
