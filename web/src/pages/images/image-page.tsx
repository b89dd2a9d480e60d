import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useParams } from '@tanstack/react-router';
import { IconChevronRight, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { say } from '#text/images';
import { say as parts } from '#text/parts';
import { imagesQuery, type Image } from '../../api/images.ts';
import { useImageActions } from '../../live/image-actions.ts';
import { sessionQuery, type Person } from '../../api/session.ts';
import { ActButton } from '../../parts/act-button.tsx';
import { Confirm } from '../../parts/confirm.tsx';
import { LoadError, NothingHere } from '../../parts/load-error.tsx';
import { Name } from '../../parts/name.tsx';
import { NewMachineButton } from '../../parts/new-machine-button.tsx';
import { OsTile } from '../../parts/os-tile.tsx';
import { PageHead } from '../../parts/page-head.tsx';
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
  const { data: list, error, refetch } = useQuery(imagesQuery);
  const { data: person } = useQuery(sessionQuery);
  if (list === undefined && error !== null) {
    return (
      <LoadError
        heading
        title={say.oneNotLoaded}
        error={error}
        stillWorks={parts.machinesKeepRunning}
        onRetry={() => void refetch()}
      />
    );
  }
  if (list === undefined || person === undefined || person === null)
    return <PageSkeleton title={say.imageWord} />;
  const image = list.find((each) => each.id === id);
  return image === undefined ? <NothingHere /> : <KnownImage image={image} person={person} />;
}

function KnownImage({ image, person }: { image: Image; person: Person }) {
  const mine = image.owner === person.uuid;
  return (
    <>
      <nav className="crumbs" aria-label={say.whereYouAre}>
        <Link to="/images">{say.title}</Link>
        <IconChevronRight size={14} aria-hidden />
        <span className="cut">
          <Name of={image.name} />
        </span>
      </nav>
      <PageHead
        before={<OsTile os={systemOf(image)} size={46} />}
        title={image.name}
        beside={isBroken(image) && <StateChip kind="bad" word={say.notUsable} />}
        below={say.about({ size: bytes(image.size), whose: whoseWord(image, person.uuid) })}
      >
        {!isBroken(image) && <NewMachineButton image={image.id} />}
      </PageHead>
      <div className="two-columns">
        <div className="grid close">
          {mine && <ImageName key={image.name} image={image} />}
          <ImageProperties image={image} mine={mine} />
          {mine && <ImageSharing image={image} person={person} />}
          {mine && <Removal image={image} />}
        </div>
        <ImageSide image={image} mine={mine} />
      </div>
    </>
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
