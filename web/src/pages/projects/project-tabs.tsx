export { ProjectChanges } from './project-changes.tsx';
export { ProjectMembers } from './project-members.tsx';
export { ProjectOverview } from './project-overview.tsx';
export { ProjectUsage } from './project-usage.tsx';
