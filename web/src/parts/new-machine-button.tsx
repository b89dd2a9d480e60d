import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { IconPlus } from '@tabler/icons-react';

/** The way to a new machine. */
export function NewMachineButton({ label = 'New machine', image }: { label?: string; image?: string }) {
  return (
    <Button
      leftSection={<IconPlus size={16} aria-hidden />}
      renderRoot={(props: object) => <Link to="/machines/new" search={image === undefined ? {} : { image }} {...props} />}
    >
      {label}
    </Button>
  );
}
