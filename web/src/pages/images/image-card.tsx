import { ActionIcon, Menu } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { IconDots, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { say } from '#text/images';
import { imageProperty, type Image } from '../../api/images.ts';
import { useImageActions } from '../../live/image-actions.ts';
import { Confirm } from '../../parts/confirm.tsx';
import { CopyIcon } from '../../parts/copy-icon.tsx';
import { NewMachineButton } from '../../parts/new-machine-button.tsx';
import { OsTile } from '../../parts/os-tile.tsx';
import { StateChip } from '../../parts/state-chip.tsx';
import { bytes } from '../../text/format.ts';
import { systemOf } from '../../text/image-words.ts';
import { Name } from '../../parts/name.tsx';
import { plainName } from '../../text/plain-name.ts';
import { isBroken, whoseWord } from './image-groups.ts';

/** One image, with the way to a machine of it. */
export function ImageCard({ image, me }: { image: Image; me: string }) {
  const description = image.description ?? imageProperty(image, 'DESCRIPTION');
  const mine = image.owner === me;
  const broken = isBroken(image);
  return (
    <article className="card machine-card" aria-label={image.name}>
      <div className="row top-row">
        <OsTile os={systemOf(image)} size={38} />
        <div className="grow lines">
          <Link to="/images/$id" params={{ id: image.id }} className="cut block card-title">
            <Name of={image.name} />
          </Link>
          <span className="sub small num">
            {say.about({ size: bytes(image.size), whose: whoseWord(image, me) })}
          </span>
        </div>
        {broken && <StateChip kind="bad" word={say.notUsable} />}
      </div>
      <div className="sub small grow">
        {description === '' ? say.diskImage({ format: image.disk_format }) : description}
      </div>
      <div className="row foot">
        <span className="sub mono cut tiny" title={image.id}>
          {image.id.slice(0, 8)}
        </span>
        <CopyIcon text={image.id} name={say.idOf({ image: plainName(image.name) })} />
        <span className="push row near">
          {!broken && <NewMachineButton quiet image={image.id} />}
          {mine && <ImageMenu image={image} />}
        </span>
      </div>
    </article>
  );
}

function ImageMenu({ image }: { image: Image }) {
  const { remove } = useImageActions();
  const [asking, setAsking] = useState(false);
  return (
    <>
      <Menu>
        <Menu.Target>
          <ActionIcon aria-label={say.actionsOf({ image: plainName(image.name) })}>
            <IconDots size={17} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item
            leftSection={<IconTrash size={16} stroke={1.7} />}
            className="bad-item"
            onClick={() => setAsking(true)}
          >
            {say.remove}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {asking && (
        <Confirm
          title={say.removeAsk({ image: plainName(image.name) })}
          deed={say.removeImage}
          act={() => remove(image.id)}
          onClose={() => setAsking(false)}
        >
          {say.removeMeans}
        </Confirm>
      )}
    </>
  );
}
