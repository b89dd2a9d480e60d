import { createContext, useContext } from 'react';
import type { ConsoleProject } from '#contract/projects';

export const ProjectContext = createContext<ConsoleProject | null>(null);

/** The project of the page that this is drawn in. */
export function useThisProject(): ConsoleProject {
  const project = useContext(ProjectContext);
  if (project === null) throw new Error('useThisProject outside of the page of a project');
  return project;
}
