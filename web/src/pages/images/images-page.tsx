import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { IconDisc, IconFilter, IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { say } from '#text/images';
import { say as parts } from '#text/parts';
import { imagesQuery, type Image } from '../../api/images.ts';
import { sessionQuery } from '../../api/session.ts';
import { Empty } from '../../parts/empty.tsx';
import { FilterField } from '../../parts/filter-field.tsx';
import { Loaded } from '../../parts/loaded.tsx';
import { PageHead } from '../../parts/page-head.tsx';
import { CardsSkeleton } from '../../parts/skeletons.tsx';
import { Tabs } from '../../parts/tabs.tsx';
import { ImageCard } from './image-card.tsx';
import { imageGroups } from './image-groups.ts';
import { RegisterDialog } from './register-dialog.tsx';

/** Fewer need no filter. */
const FEW = 6;

/** What machines can be made from. */
export function ImagesPage() {
  const images = useQuery(imagesQuery);
  const { data: person } = useQuery(sessionQuery);
  const [registering, setRegistering] = useState(false);
  const register = (
    <Button
      leftSection={<IconPlus size={16} aria-hidden />}
      aria-keyshortcuts="C"
      onClick={() => setRegistering(true)}
    >
      {say.register}
    </Button>
  );
  const count = images.data?.length;
  return (
    <>
      <PageHead
        title={say.title}
        {...(count === undefined || count === 0 ? {} : { below: say.count({ count }) })}
      >
        {count !== 0 && register}
      </PageHead>
      <Loaded
        of={images}
        failed={{ title: say.notLoaded, stillWorks: parts.machinesKeepRunning }}
        waiting={<CardsSkeleton />}
        empty={
          <Empty icon={IconDisc} title={say.none} actions={register}>
            {say.noneHow}
          </Empty>
        }
        card
      >
        {(all) => <Gallery images={all} me={person?.uuid ?? ''} />}
      </Loaded>
      {registering && person !== undefined && person !== null && (
        <RegisterDialog person={person} onClose={() => setRegistering(false)} />
      )}
    </>
  );
}

function Gallery({ images, me }: { images: Image[]; me: string }) {
  const { tab, filter = '' } = useSearch({ from: '/inside/images' });
  const navigate = useNavigate({ from: '/images' });
  const groups = imageGroups(images, me);
  const now = groups.find(({ key }) => key === tab) ?? groups[0];
  const shown =
    now?.images.filter(({ name }) => name.toLowerCase().includes(filter.trim().toLowerCase())) ?? [];
  const setFilter = (text: string) =>
    void navigate({
      search: ({ filter: _old, ...rest }) => (text === '' ? rest : { ...rest, filter: text }),
      replace: true,
    });
  return (
    <>
      <Tabs
        label={say.whose}
        tabs={groups.map((group) => ({
          to: '/images',
          search: { tab: group.key },
          label: group.label,
          count: group.images.length,
          on: group === now,
        }))}
      />
      {(images.length > FEW || filter !== '') && (
        <div className="row tools">
          <FilterField label={say.filter} kept={filter} onKeep={setFilter} />
        </div>
      )}
      {shown.length === 0 && now !== undefined && (
        <div className="card">
          <Empty
            icon={IconFilter}
            title={say.nothingMatches({ filter })}
            actions={
              <Button variant="default" onClick={() => setFilter('')}>
                {say.clearFilter}
              </Button>
            }
          >
            {say.hidden({ count: now.images.length })}
          </Empty>
        </div>
      )}
      <div className="machine-cards">
        {shown.map((image) => (
          <ImageCard key={image.id} image={image} me={me} />
        ))}
      </div>
    </>
  );
}
