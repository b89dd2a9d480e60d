import { Select } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { say } from '#text/new-machine';
import { type FloatingIp, networksQuery } from '../../api/networks.ts';
import { useProject } from '../../api/projects.ts';
import { useNetworkActions } from '../../live/network-actions.ts';
import { ActButton } from '../../parts/act-button.tsx';
import { noteFailure } from '../../parts/undo-note.tsx';

/** A public address for the machine, out of those that one holds or taken now. There is no choice where the cloud has none to hold. */
export function AddressChoice({
  addresses,
  chosen,
  onChoose,
}: {
  addresses: FloatingIp[];
  chosen: FloatingIp | undefined;
  onChoose: (address: string | undefined) => void;
}) {
  const { data: networks = [] } = useQuery(networksQuery);
  const { takeAddress } = useNetworkActions();
  const project = useProject();
  if (!networks.some((network) => network['SNF:floating_ip_pool'])) return null;
  const take = async () => {
    try {
      onChoose(await takeAddress(project));
    } catch (error) {
      noteFailure(say.noAddressTaken, error);
    }
  };
  return (
    <div className="row wrap-row above-12">
      <Select
        maw={300}
        label={say.publicAddress}
        allowDeselect={false}
        data={[
          { value: '', label: say.noAddress },
          ...addresses.map(({ floating_ip_address: address }) => ({ value: address, label: address })),
        ]}
        value={chosen?.floating_ip_address ?? ''}
        onChange={(address) => onChoose(address || undefined)}
      />
      <ActButton variant="default" mt={24} onClick={() => void take()}>
        {say.takeAddress}
      </ActButton>
    </div>
  );
}
