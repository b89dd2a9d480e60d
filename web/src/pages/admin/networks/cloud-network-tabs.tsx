import { say } from '#text/cloud-networks';
import { Tabs } from '../../../parts/tabs.tsx';

/** What administrators see of networks. */
export function CloudNetworkTabs() {
  return (
    <Tabs
      label={say.parts}
      tabs={[
        { to: '/admin/networks', label: say.title },
        { to: '/admin/addresses', label: say.addresses },
        { to: '/admin/addresses/history', label: say.historyTitle },
        { to: '/admin/pools', label: say.pools },
      ]}
    />
  );
}
