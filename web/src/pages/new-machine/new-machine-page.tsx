import { Button } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { IconChevronRight } from '@tabler/icons-react';
import { useState } from 'react';
import { ApiError } from '../../api/api-error.ts';
import { flavorsQuery, type Flavor } from '../../api/flavors.ts';
import { imageProperty, imagesQuery, type Image } from '../../api/images.ts';
import { quotasQuery } from '../../api/quota.ts';
import { createServer } from '../../api/servers.ts';
import { sessionQuery } from '../../api/session.ts';
import { sshKeysQuery } from '../../api/ssh-keys.ts';
import type { Machines } from '../../live/machines.ts';
import { LoadError } from '../../parts/load-error.tsx';
import { PageHead } from '../../parts/page-head.tsx';
import { RowsSkeleton } from '../../parts/skeletons.tsx';
import { usesOf, type Use } from '../../text/resources.ts';
import { sizeLine } from '../../text/size-words.ts';
import { AccessSection } from './access-section.tsx';
import { suggestedName, tooMuch, tooSmall } from './choice.ts';
import { ImageSection } from './image-section.tsx';
import { NetworkSection } from './network-section.tsx';
import { QuotaPanel } from './quota-panel.tsx';
import { SizeSection } from './size-section.tsx';

export type SectionName = 'image' | 'size' | 'network' | 'access';

/** A new machine: four sections that all have a default, and what it takes from the quota. */
export function NewMachinePage() {
  const images = useQuery(imagesQuery);
  const flavors = useQuery(flavorsQuery);
  const quotas = useQuery(quotasQuery);
  const { data: person } = useQuery(sessionQuery);
  const failed = [images, flavors].find(({ data, error }) => data === undefined && error !== null);
  return (
    <>
      <nav className="crumbs" aria-label="Where you are">
        <Link to="/machines">Machines</Link>
        <IconChevronRight size={14} aria-hidden />
        <span>New</span>
      </nav>
      <PageHead title="New machine" />
      {failed !== undefined && (
        <div className="card">
          <LoadError
            title="Images and sizes could not be loaded"
            error={failed.error}
            stillWorks="Your machines keep running."
            onRetry={() => void failed.refetch()}
          />
        </div>
      )}
      {failed === undefined && (images.data === undefined || flavors.data === undefined) && (
        <RowsSkeleton rows={5} />
      )}
      {images.data !== undefined && flavors.data !== undefined && (
        <Form
          images={images.data.filter(({ status }) => status !== 'ERROR' && status !== 'DELETED')}
          flavors={flavors.data.filter((flavor) => flavor['SNF:allow_create'])}
          uses={
            quotas.data === undefined || person === undefined || person === null
              ? []
              : usesOf(quotas.data, person.uuid)
          }
        />
      )}
    </>
  );
}

interface FormProps {
  images: Image[];
  flavors: Flavor[];
  uses: Use[];
}

function Form({ images, flavors, uses }: FormProps) {
  const client = useQueryClient();
  const navigate = useNavigate();
  const { image: wantedImage } = useSearch({ from: '/inside/machines/new' });
  const { data: keys } = useQuery(sshKeysQuery);
  const [open, setOpen] = useState<SectionName>(wantedImage === undefined ? 'image' : 'size');
  const [imageId, setImageId] = useState(wantedImage);
  const image = images.find(({ id }) => id === imageId) ?? images[0];
  const [flavorId, setFlavorId] = useState<number>();
  const fits = (flavor: Flavor) => tooSmall(flavor, image) === '' && tooMuch(flavor, uses) === '';
  const flavor = flavors.find(({ id }) => id === flavorId) ?? flavors.find(fits) ?? flavors[0];
  const [typedName, setTypedName] = useState<string>();
  const taken = client.getQueryData<Machines>(['machines'])?.list.map(({ name }) => name) ?? [];
  const name = typedName ?? suggestedName(image, taken);
  const [chosenKeys, setChosenKeys] = useState<string[]>();
  const keyNames = chosenKeys ?? keys?.map((key) => key.name) ?? [];
  const [failure, setFailure] = useState<{ section?: SectionName; message: string }>();
  const [working, setWorking] = useState(false);

  async function create() {
    const problem = problemOf({ image, flavor, name, uses });
    setFailure(problem);
    if (problem !== undefined) {
      if (problem.section !== undefined) setOpen(problem.section);
      return;
    }
    if (image === undefined || flavor === undefined || working) return;
    setWorking(true);
    try {
      const server = await createServer({
        name: name.trim(),
        flavorRef: flavor.id,
        imageRef: image.id,
        metadata: metadataOf(image),
        ...(keyNames.length > 0 ? { 'SNF:key_names': keyNames } : {}),
      });
      client.setQueryData(['password', server.id], server.adminPass);
      await client.invalidateQueries({ queryKey: ['quotas'] });
      await navigate({ to: '/machines/$id', params: { id: String(server.id) } });
    } catch (error) {
      setFailure({ message: refusalWords(error) });
      setWorking(false);
    }
  }

  const section = (which: SectionName) => ({ open: open === which, onOpen: () => setOpen(which) });
  return (
    <div className="two-columns">
      <div>
        <ImageSection
          {...section('image')}
          images={images}
          chosen={image}
          onChoose={(id) => {
            setImageId(id);
            setOpen('size');
          }}
        />
        <SizeSection
          {...section('size')}
          flavors={flavors}
          chosen={flavor}
          image={image}
          uses={uses}
          onChoose={setFlavorId}
          onNext={() => setOpen('network')}
        />
        <NetworkSection {...section('network')} onNext={() => setOpen('access')} />
        <AccessSection
          {...section('access')}
          name={name}
          onName={setTypedName}
          keys={keys ?? null}
          chosenKeys={keyNames}
          onKeys={setChosenKeys}
          {...(failure?.section === 'access' ? { nameProblem: failure.message } : {})}
        />
      </div>
      <QuotaPanel uses={uses} flavor={flavor}>
        {failure !== undefined && (
          <p role="alert" style={{ color: 'var(--bad)', margin: '0 0 10px' }}>
            {failure.message}
          </p>
        )}
        <Button className="hide-phone" fullWidth h={40} loading={working} onClick={() => void create()}>
          Create machine
        </Button>
        <div className="sub" style={{ fontSize: 12, textAlign: 'center', marginTop: 8 }}>
          Ready in about 2 minutes
        </div>
      </QuotaPanel>
      <div className="submit-bar only-phone">
        <div style={{ flex: 1, minWidth: 0 }}>
          <div className="strong" style={{ fontSize: 13 }}>
            {flavor !== undefined && tooMuch(flavor, uses) === ''
              ? 'Fits your quota'
              : 'Does not fit your quota'}
          </div>
          <div className="sub num cut" style={{ fontSize: 12 }}>
            {flavor === undefined ? '' : sizeLine(flavor)}
          </div>
        </div>
        <Button h={44} loading={working} onClick={() => void create()}>
          Create
        </Button>
      </div>
    </div>
  );
}

/** What stands in the way, said before anything is sent. */
function problemOf(choice: {
  image: Image | undefined;
  flavor: Flavor | undefined;
  name: string;
  uses: Use[];
}): { section?: SectionName; message: string } | undefined {
  const { image, flavor, name, uses } = choice;
  if (image === undefined) return { section: 'image', message: 'There is no image to make a machine from.' };
  if (flavor === undefined) return { section: 'size', message: 'There is no size to choose from.' };
  if (tooSmall(flavor, image) !== '')
    return { section: 'size', message: `${tooSmall(flavor, image)}; choose a larger disk.` };
  if (tooMuch(flavor, uses) !== '')
    return { section: 'size', message: `It does not fit your quota: ${tooMuch(flavor, uses)}.` };
  if (name.trim() === '') return { section: 'access', message: 'Give the machine a name.' };
  if (name.length > 255)
    return { section: 'access', message: `The name may have 255 characters; this has ${name.length}.` };
  return undefined;
}

/** The server copies nothing of an image; what the page later shows of it goes along as metadata. */
function metadataOf(image: Image): Record<string, string> {
  const found = { OS: imageProperty(image, 'OS'), users: imageProperty(image, 'USERS') };
  return Object.fromEntries(Object.entries(found).filter(([, value]) => value !== ''));
}

function refusalWords(error: unknown): string {
  if (!(error instanceof ApiError)) return 'It did not work, for a reason this page does not know.';
  if (error.status === 413) return `It does not fit your quota. ${error.message} ${error.details}`.trim();
  if (error.status === 503) return `No room for this size right now. Your choices are kept. ${error.message}`;
  return error.message;
}
