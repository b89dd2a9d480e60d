import { TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { IconCircleCheckFilled, IconDisc, IconSearch } from '@tabler/icons-react';
import { useState } from 'react';
import { say } from '#text/new-machine';
import type { Image } from '../../api/images.ts';
import { sessionQuery } from '../../api/session.ts';
import { Empty } from '../../parts/empty.tsx';
import { OsTile } from '../../parts/os-tile.tsx';
import { Step, type StepState } from '../../parts/steps/steps.tsx';
import { bytes } from '../../text/format.ts';
import { systemOf } from '../../text/image-words.ts';
import { imageGroups } from '../images/image-groups.ts';
import { Name } from '../../parts/name.tsx';
import css from './new-machine.module.css';

const MANY = 8;

/** Which system the machine starts with. */
export function ImageSection({
  images,
  chosen,
  onChoose,
  ...state
}: StepState & {
  problem: string | undefined;
  images: Image[];
  chosen: Image | undefined;
  onChoose: (id: string) => void;
}) {
  const { data: person } = useQuery(sessionQuery);
  const [group, setGroup] = useState<string>();
  const [filter, setFilter] = useState('');
  const groups = imageGroups(images, person?.uuid ?? '');
  const now = groups.find(({ key }) => key === group) ?? groups[0];
  const shown = (now?.images ?? []).filter(({ name }) => name.toLowerCase().includes(filter.toLowerCase()));
  const foreign = chosen !== undefined && !chosen.is_public && chosen.owner !== person?.uuid;
  return (
    <Step
      {...state}
      title={say.image}
      summary={
        chosen === undefined ? (
          say.none
        ) : (
          <span className="row">
            <OsTile os={systemOf(chosen)} size={24} />
            <span className="cut">{chosen.name}</span>
          </span>
        )
      }
    >
      {images.length === 0 && (
        <Empty
          icon={IconDisc}
          title={say.noImages}
          actions={
            <Link to="/images" className="link">
              {say.registerImage}
            </Link>
          }
        >
          {say.noImagesHow}
        </Empty>
      )}
      {groups.length > 1 && (
        <div className={`segments ${css.whose}`} role="group" aria-label={say.whoseImages}>
          {groups.map(({ key, label }) => (
            <button key={key} type="button" aria-pressed={key === now?.key} onClick={() => setGroup(key)}>
              {label}
            </button>
          ))}
        </div>
      )}
      {images.length > MANY && (
        <TextInput
          aria-label={say.searchImages}
          placeholder={say.search}
          mb={12}
          leftSection={<IconSearch size={15} aria-hidden />}
          value={filter}
          onKeyDown={(event) => {
            // It finds, and orders nothing.
            if (event.key === 'Enter') event.preventDefault();
          }}
          onChange={(event) => setFilter(event.currentTarget.value)}
        />
      )}
      <div className="picks wide" role="radiogroup" aria-label={say.image}>
        {shown.map((image) => (
          <ImagePick
            key={image.id}
            image={image}
            on={image.id === chosen?.id}
            onChoose={() => onChoose(image.id)}
          />
        ))}
      </div>
      {foreign && <div className={`note warn ${css.risk}`}>{say.ownRisk}</div>}
    </Step>
  );
}

function ImagePick({ image, on, onChoose }: { image: Image; on: boolean; onChoose: () => void }) {
  return (
    <button type="button" className="pick" role="radio" aria-checked={on} onClick={onChoose}>
      <span className={`row ${css.pick}`}>
        <OsTile os={systemOf(image)} size={36} />
        <span className="grow lines">
          <span className="cut strong block">
            <Name of={image.name} />
          </span>
          <span className="sub num small">{bytes(image.size)}</span>
        </span>
        {on && <IconCircleCheckFilled size={17} color="var(--mantine-color-brand-filled)" aria-hidden />}
      </span>
    </button>
  );
}
