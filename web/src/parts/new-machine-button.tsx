import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { IconPlus } from '@tabler/icons-react';
import { say } from '#text/parts';

/** The way to a new machine. */
export function NewMachineButton({
  label = say.newMachine,
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
