import { mayDo, type Person } from '../api/session.ts';
import { access } from './access.ts';
import { administration } from './administration.ts';
import type { Area, AreaPage } from './area.ts';
import { cloud } from './cloud.ts';
import { files } from './files.ts';
import type { Group } from './groups.ts';
import { images } from './images.ts';
import { machines } from './machines.ts';
import { networks } from './networks.ts';
import { overview } from './overview.ts';
import { projectAdministration } from './project-administration.ts';
import { projects } from './projects.ts';

/** The areas of the console, in the order of the navigation; the only place that names them all. */
const AREAS: readonly Area[] = [
  ...[overview, machines, images, networks, files, projects, access, cloud],
  ...[administration, projectAdministration],
];

/** The areas that the person may enter: always the same ones for the same person, so that their hooks keep their order. */
export function areasOf(person: Person): readonly Area[] {
  return AREAS.filter(({ right }) => right === undefined || mayDo(person, right));
}

/** The pages that the person may open, of some groups. */
export function pagesOf(person: Person, groups: readonly Group[]): AreaPage[] {
  const pages = areasOf(person).flatMap((area) => area.pages ?? []);
  return groups.flatMap((group) => pages.filter((page) => page.group === group));
}
