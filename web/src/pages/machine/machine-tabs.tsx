export { MachineActivity } from './machine-activity.tsx';
export { MachineGraphs } from './machine-graphs.tsx';
export { MachineNetworks } from './machine-networks.tsx';
export { MachineOverview } from './machine-overview.tsx';
export { MachineSettings } from './machine-settings.tsx';
