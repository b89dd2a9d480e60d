import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { say } from '#text/images';
import type { Image } from '../../api/images.ts';
import { emailsQuery } from '../../api/people.ts';
import { useMachines } from '../../live/machines.ts';
import { CopyIcon } from '../../parts/copy-icon.tsx';
import { FactsCard } from '../../parts/detail-page.tsx';
import { Name } from '../../parts/name.tsx';
import { MachineState } from '../../parts/state-chip.tsx';
import { bytes, exactTime } from '../../text/format.ts';
import { plainName } from '../../text/plain-name.ts';
import { fileOf, folderOf, madeOf } from './image-rules.ts';
import css from './images.module.css';

/** The facts of an image, and the own machines that were made of it. */
export function ImageSide({ image, mine }: { image: Image; mine: boolean }) {
  const { data: emails = {} } = useQuery(emailsQuery(mine ? [] : [image.owner]));
  return (
    <>
      <FactsCard
        title={say.facts}
        facts={[
          [say.id, <Copied key="id" text={image.id} name={plainName(image.name)} />],
          [say.owner, mine ? say.you : (emails[image.owner] ?? image.owner)],
          [say.kind, image.disk_format],
          [say.size, bytes(image.size)],
          // The service writes its times in UTC.
          [say.registered, exactTime(`${image.created_at.replace(' ', 'T')}Z`)],
          [say.changed, exactTime(`${image.updated_at.replace(' ', 'T')}Z`)],
          mine && [say.fileWord, <ImageFile key="file" image={image} />],
        ]}
      />
      <MadeOfIt image={image} />
    </>
  );
}

function Copied({ text, name }: { text: string; name: string }) {
  return (
    <span className="row near end-row">
      <span className="mono cut tiny" title={text}>
        {text.slice(0, 8)}
      </span>
      <CopyIcon text={text} name={say.idOf({ image: name })} />
    </span>
  );
}

function ImageFile({ image }: { image: Image }) {
  const file = fileOf(image);
  if (file === undefined) return <span className="mono tiny">{image.location}</span>;
  const folder = folderOf(file.object);
  return (
    <Link
      to="/files"
      search={{ container: file.container, ...(folder === '' ? {} : { folder }) }}
      className="link"
    >
      <Name of={`${file.container}/${file.object}`} />
    </Link>
  );
}

function MadeOfIt({ image }: { image: Image }) {
  const { data } = useMachines(useQueryClient());
  if (data === undefined) return null;
  const machines = madeOf(image, data.list);
  return (
    <section className="card clip" aria-label={say.machines}>
      <div className="card-head">
        <h2 className="h2">{say.machines}</h2>
      </div>
      <p className={`sub list-row flat ${css.words}`}>
        {machines.length === 0 ? say.noMachines : say.machineCount({ count: machines.length })}
      </p>
      {machines.map((machine) => (
        <Link
          key={machine.id}
          to="/machines/$id"
          params={{ id: String(machine.id) }}
          className="list-row flat"
        >
          <span className="cut grow">
            <Name of={machine.name} />
          </span>
          <MachineState machine={machine} />
        </Link>
      ))}
    </section>
  );
}
