import { Menu } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { IconCheck, IconSelector } from '@tabler/icons-react';
import { say } from '#text/frame';
import { projectsQuery, useProject } from '../api/projects.ts';
import { quotasQuery } from '../api/quota.ts';
import { useSession } from '../api/use-session.ts';
import { plainName } from '../text/plain-name.ts';
import { usesOf, type Use } from '../text/resources.ts';
import { ProjectTile } from './project-tile.tsx';
import css from './project-menu.module.css';

/** Chooses the project that pages are about, for who has several; the address keeps it. */
export function ProjectMenu() {
  const chosen = useProject();
  const { data: names } = useQuery(projectsQuery);
  const nameOf = (project: string) => plainName(names?.get(project) ?? say.ownProject);
  return (
    <Menu position="bottom-start" width={300}>
      <Menu.Target>
        <button type="button" className={`project ${css.button}`}>
          <ProjectTile name={nameOf(chosen)} />
          <span className="visually-hidden">{say.project}</span>
          <span className="cut">{nameOf(chosen)}</span>
          <IconSelector size={15} aria-hidden />
        </button>
      </Menu.Target>
      <Menu.Dropdown className={css.list}>
        <Projects chosen={chosen} nameOf={nameOf} />
      </Menu.Dropdown>
    </Menu>
  );
}

/** Each with what is used up first; all of that is asked for once the list is open. */
function Projects({ chosen, nameOf }: { chosen: string; nameOf: (project: string) => string }) {
  const { projects, defaultProject } = useSession();
  const navigate = useNavigate();
  const { data: quotas } = useQuery(quotasQuery());
  const choose = (project: string) =>
    void navigate({
      to: '.',
      search: ((search: object) => ({
        ...search,
        project: project === defaultProject ? undefined : project,
      })) as never,
    });
  return (
    <>
      <Menu.Label>{say.projects}</Menu.Label>
      {projects.map((project) => {
        const use = quotas && fullest(usesOf(quotas, project));
        return (
          <Menu.Item
            key={project}
            leftSection={<ProjectTile name={nameOf(project)} />}
            rightSection={project === chosen ? <IconCheck size={15} aria-label={say.chosen} /> : undefined}
            onClick={() => choose(project)}
          >
            <span className="cut block">{nameOf(project)}</span>
            {use && (
              <span className="sub small num">
                {say.usedOf({
                  resource: use.label,
                  used: use.format(use.used + use.others),
                  total: use.format(use.total),
                })}
              </span>
            )}
          </Menu.Item>
        );
      })}
    </>
  );
}

/** What stands in the way first: the resource with the smallest part left. */
function fullest(uses: Use[]): Use | undefined {
  const part = ({ used, others, total }: Use) => (used + others) / Math.max(total, 1);
  return uses
    .filter(({ total }) => Number.isFinite(total))
    .toSorted((one, other) => part(other) - part(one))[0];
}
