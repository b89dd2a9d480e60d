import { say } from '#text/files';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { IconArchive, IconDisc, IconHome, IconTrash, type Icon } from '@tabler/icons-react';
import type { Container } from '../../api/files.ts';
import { quotasQuery } from '../../api/quota.ts';
import type { Person } from '../../api/session.ts';
import { TRASH } from '../../api/trash.ts';
import { Meter } from '../../parts/meter.tsx';
import { bytes } from '../../text/format.ts';
import { usesOf } from '../../text/resources.ts';
import { containerWord, HOME } from './container-words.ts';
import { NewContainerButton } from './new-container-button.tsx';
import { SharedSide } from './shared/shared-side.tsx';
import { Name } from '../../parts/name.tsx';

/** The containers with their sizes, and how much of the quota files take. */
export function ContainersSide({
  person,
  containers,
  current,
  owner,
}: {
  person: Person;
  containers: Container[];
  current: string | undefined;
  /** Whose files are shown, when they are somebody else's. */
  owner: string | undefined;
}) {
  const { data: quotas } = useQuery(quotasQuery(person.uuid));
  const space =
    quotas === undefined
      ? undefined
      : usesOf(quotas, person.uuid).find(({ name }) => name === 'pithos.diskspace');
  return (
    <nav className="files-side hide-phone" aria-label={say.containers}>
      <div className="row nav-section files-section">
        {say.containers}
        <span className="push">
          <NewContainerButton person={person} />
        </span>
      </div>
      {inSideOrder(containers).map((container) => {
        const Glyph = glyph(container.name);
        const on = container.name === current;
        return (
          <Link
            key={container.name}
            to="/files"
            search={{ container: container.name }}
            activeOptions={{ exact: true }}
            {...(on ? { 'aria-current': 'page' } : {})}
            className={on ? 'nav-link on files-link' : 'nav-link files-link'}
          >
            <Glyph size={17} stroke={1.7} aria-hidden />
            <span className="cut">
              <Name of={containerWord(container.name)} />
            </span>
            <span className="nav-count">{bytes(container.bytes)}</span>
          </Link>
        );
      })}
      <SharedSide person={person} current={owner} />
      {space !== undefined && (
        <div className="card files-space">
          <Meter
            thin
            label={person.projects.length > 1 ? say.inOwnProject : say.title}
            used={space.used}
            others={space.others}
            total={space.total}
            format={space.format}
          />
        </div>
      )}
    </nav>
  );
}

/** As the cloud lists them, but what every account starts with is first, and the trash last. */
export function inSideOrder(containers: readonly Container[]): Container[] {
  const rank = ({ name }: Container) => (name === HOME ? 0 : name === TRASH ? 2 : 1);
  return containers.toSorted((one, other) => rank(one) - rank(other));
}

function glyph(name: string): Icon {
  if (name === HOME) return IconHome;
  if (name === TRASH) return IconTrash;
  return name === 'images' || name === 'snapshots' ? IconDisc : IconArchive;
}
