export { MachineActivity } from './machine-activity.tsx';
export { MachineOverview } from './machine-overview.tsx';
export { MachineSettings } from './machine-settings.tsx';
