import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { IconPlus } from '@tabler/icons-react';

/** The way to a new machine. */
export function NewMachineButton({
  label = 'New machine',
  image,
  quiet = false,
}: {
  label?: string;
  image?: string;
  quiet?: boolean;
}) {
  return (
    <Button
      {...(quiet ? { variant: 'light', size: 'compact-sm' } : { 'aria-keyshortcuts': 'C' })}
      leftSection={<IconPlus size={16} aria-hidden />}
      renderRoot={(props: object) => (
        <Link to="/machines/new" search={image === undefined ? {} : { image }} {...props} />
      )}
    >
      {label}
    </Button>
  );
}
