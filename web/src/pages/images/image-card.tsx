import { ActionIcon, Menu } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { IconDots, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { imageProperty, type Image } from '../../api/images.ts';
import { images } from '../../api/services.ts';
import { Confirm } from '../../parts/confirm.tsx';
import { CopyIcon } from '../../parts/copy-button.tsx';
import { NewMachineButton } from '../../parts/new-machine-button.tsx';
import { OsTile } from '../../parts/os-tile.tsx';
import { StateChip } from '../../parts/state-chip.tsx';
import { bytes } from '../../text/format.ts';
import { systemOf } from '../../text/image-words.ts';
import { Name } from '../../parts/name.tsx';
import { plainName } from '../../text/plain-name.ts';

/** One image, with the way to a machine of it. */
export function ImageCard({ image, mine }: { image: Image; mine: boolean }) {
  const description = image.description ?? imageProperty(image, 'DESCRIPTION');
  const broken = image.status === 'ERROR' || image.status === 'UNAVAILABLE';
  return (
    <article className="card machine-card" aria-label={image.name}>
      <div className="row" style={{ gap: 11, alignItems: 'flex-start' }}>
        <OsTile os={systemOf(image)} size={38} />
        <div style={{ minWidth: 0, lineHeight: '19px', flex: 1 }}>
          <span className="cut" style={{ display: 'block', fontWeight: 630, fontSize: 14.5 }}>
            <Name of={image.name} />
          </span>
          <span className="sub small num">
            {bytes(image.size)} · {mine ? 'yours' : image.is_public ? 'public' : 'shared with you'}
          </span>
        </div>
        {broken && <StateChip kind="bad" word="Not usable" />}
      </div>
      <div className="sub small" style={{ flex: 1 }}>
        {description === '' ? `Disk image, ${image.disk_format}.` : description}
      </div>
      <div className="row foot">
        <span className="sub mono cut" style={{ fontSize: 12 }} title={image.id}>
          {image.id.slice(0, 8)}
        </span>
        <CopyIcon text={image.id} name={`the ID of ${plainName(image.name)}`} />
        <span className="push row" style={{ gap: 4 }}>
          {!broken && <NewMachineButton quiet image={image.id} />}
          {mine && <ImageMenu image={image} />}
        </span>
      </div>
    </article>
  );
}

function ImageMenu({ image }: { image: Image }) {
  const client = useQueryClient();
  const [asking, setAsking] = useState(false);
  return (
    <>
      <Menu>
        <Menu.Target>
          <ActionIcon aria-label={`Actions of ${plainName(image.name)}`}>
            <IconDots size={17} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item
            leftSection={<IconTrash size={16} stroke={1.7} />}
            style={{ color: 'var(--bad)' }}
            onClick={() => setAsking(true)}
          >
            Remove…
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {asking && (
        <Confirm
          title={`Remove ${plainName(image.name)}?`}
          deed="Remove image"
          act={async () => {
            await images.unregister(image.id);
            await client.invalidateQueries({ queryKey: ['images'] });
          }}
          onClose={() => setAsking(false)}
        >
          No new machines can be made from it. Machines that were made from it stay, and so does its file in
          Files.
        </Confirm>
      )}
    </>
  );
}
