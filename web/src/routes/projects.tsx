import { createRoute } from '@tanstack/react-router';
import { lazyPage } from '../frame/lazy-page.tsx';
import { inside } from './layouts.tsx';
import { textsOf, type RawSearch } from './search-params.ts';

const list = () => import('../pages/projects/projects-page.tsx');
const tableSearch = (search: RawSearch) => textsOf(search, 'filter', 'sort');

const projects = createRoute({
  getParentRoute: () => inside,
  path: '/projects',
  validateSearch: tableSearch,
  component: lazyPage(list, 'ProjectsPage'),
});

const findProjects = createRoute({
  getParentRoute: () => inside,
  path: '/projects/find',
  validateSearch: tableSearch,
  component: lazyPage(list, 'FindProjectsPage'),
});

const apply = () => import('../pages/projects/apply/apply-page.tsx');
const newProject = createRoute({
  getParentRoute: () => inside,
  path: '/projects/new',
  component: lazyPage(apply, 'ApplyPage'),
});
const changeProject = createRoute({
  getParentRoute: () => inside,
  path: '/projects/$id/change',
  validateSearch: (search: RawSearch) => textsOf(search, 'more'),
  component: lazyPage(apply, 'ChangePage'),
});

const project = createRoute({
  getParentRoute: () => inside,
  path: '/projects/$id',
  component: lazyPage(() => import('../pages/projects/project-page.tsx'), 'ProjectPage'),
});

const tabs = () => import('../pages/projects/project-tabs.tsx');
const projectOverview = createRoute({
  getParentRoute: () => project,
  path: '/',
  component: lazyPage(tabs, 'ProjectOverview'),
});
const projectMembers = createRoute({
  getParentRoute: () => project,
  path: 'members',
  validateSearch: tableSearch,
  component: lazyPage(tabs, 'ProjectMembers'),
});
const projectUsage = createRoute({
  getParentRoute: () => project,
  path: 'usage',
  validateSearch: tableSearch,
  component: lazyPage(tabs, 'ProjectUsage'),
});
const projectChanges = createRoute({
  getParentRoute: () => project,
  path: 'changes',
  component: lazyPage(tabs, 'ProjectChanges'),
});

export const projectRoutes = [
  projects,
  findProjects,
  newProject,
  changeProject,
  project.addChildren([projectOverview, projectMembers, projectUsage, projectChanges]),
] as const;
