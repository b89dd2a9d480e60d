import { useQuery } from '@tanstack/react-query';
import { useNavigate, useParams } from '@tanstack/react-router';
import { IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { say } from '#text/images';
import { say as parts } from '#text/parts';
import { imagesQuery, type Image } from '../../api/images.ts';
import { useImageActions } from '../../live/image-actions.ts';
import { useSession } from '../../api/use-session.ts';
import { ActButton } from '../../parts/act-button.tsx';
import { Confirm } from '../../parts/confirm.tsx';
import { DetailPage } from '../../parts/detail-page.tsx';
import { Loaded } from '../../parts/loaded.tsx';
import { NewMachineButton } from '../../parts/new-machine-button.tsx';
import { OsTile } from '../../parts/os-tile.tsx';
import { PageSkeleton } from '../../parts/skeletons.tsx';
import { StateChip } from '../../parts/state-chip.tsx';
import { bytes } from '../../text/format.ts';
import { systemOf } from '../../text/image-words.ts';
import { plainName } from '../../text/plain-name.ts';
import { isBroken, whoseWord } from './image-groups.ts';
import { ImageName } from './image-name.tsx';
import { ImageProperties } from './image-properties.tsx';
import { ImageSharing } from './image-sharing.tsx';
import { ImageSide } from './image-side.tsx';
import css from './images.module.css';

/** One image: what it is, who may use it, what was made from it. Only its owner changes it. */
export function ImagePage() {
  const { id } = useParams({ from: '/inside/images/$id' });
  const { data: list, ...asked } = useQuery(imagesQuery);
  return (
    <Loaded
      of={{ ...asked, data: list && (list.find((each) => each.id === id) ?? null) }}
      failed={{ title: say.oneNotLoaded, stillWorks: parts.machinesKeepRunning, heading: true }}
      waiting={<PageSkeleton title={say.imageWord} />}
    >
      {(image) => <KnownImage image={image} />}
    </Loaded>
  );
}

function KnownImage({ image }: { image: Image }) {
  const person = useSession();
  const mine = image.owner === person.uuid;
  return (
    <DetailPage
      of={{ list: '/images', word: say.title }}
      name={image.name}
      tile={<OsTile os={systemOf(image)} size={46} />}
      state={isBroken(image) && <StateChip kind="bad" word={say.notUsable} />}
      facts={[bytes(image.size), whoseWord(image, person.uuid)]}
      actions={!isBroken(image) && <NewMachineButton image={image.id} />}
      side={<ImageSide image={image} mine={mine} />}
    >
      {mine && <ImageName key={image.name} image={image} />}
      <ImageProperties image={image} mine={mine} />
      {mine && <ImageSharing image={image} person={person} />}
      {mine && <Removal image={image} />}
    </DetailPage>
  );
}

function Removal({ image }: { image: Image }) {
  const { remove } = useImageActions();
  const navigate = useNavigate();
  const [asking, setAsking] = useState(false);
  return (
    <section className="card pad" aria-label={say.removeImage}>
      <h2 className="h2">{say.removeImage}</h2>
      <p className="sub under-head">{say.removeHow}</p>
      <div className={`row ${css.under}`}>
        <ActButton
          color="red"
          variant="outline"
          leftSection={<IconTrash size={16} aria-hidden />}
          onClick={() => setAsking(true)}
        >
          {say.remove}
        </ActButton>
      </div>
      {asking && (
        <Confirm
          title={say.removeAsk({ image: plainName(image.name) })}
          deed={say.removeImage}
          act={() => remove(image.id, () => navigate({ to: '/images', search: { tab: 'mine' } }))}
          onClose={() => setAsking(false)}
        >
          {say.removeMeans}
        </Confirm>
      )}
    </section>
  );
}
