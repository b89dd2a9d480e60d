import { say } from '#text/files';
import { ActionIcon, Button, Tooltip } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import type { Person } from '../../api/session.ts';
import { useFileActions } from '../../live/file-actions.ts';
import { NameDialog } from './name-dialog.tsx';

/** Makes a container; as an icon where there is no `label`. */
export function NewContainerButton({ person, label }: { person: Person; label?: string }) {
  const { createContainer } = useFileActions(person.uuid);
  const navigate = useNavigate();
  const [asking, setAsking] = useState(false);
  const create = async (name: string) => {
    await createContainer(name);
    await navigate({ to: '/files', search: { container: name } });
  };
  return (
    <>
      {label === undefined ? (
        <Tooltip label={say.newContainer}>
          <ActionIcon size={24} aria-label={say.newContainer} onClick={() => setAsking(true)}>
            <IconPlus size={15} />
          </ActionIcon>
        </Tooltip>
      ) : (
        <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setAsking(true)}>
          {label}
        </Button>
      )}
      {asking && (
        <NameDialog
          title={say.newContainer}
          label={say.name}
          deed={say.createContainer}
          most={256}
          act={create}
          onClose={() => setAsking(false)}
        />
      )}
    </>
  );
}
