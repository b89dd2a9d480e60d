import { IconCpu, IconDatabase, IconDeviceSdCard } from '@tabler/icons-react';
import type { Flavor } from '../api/flavors.ts';
import { memory } from '../text/size-words.ts';

/** CPUs, memory and disk of a size, as icons with numbers. */
export function SizeFacts({ flavor }: { flavor: Flavor | undefined }) {
  if (flavor === undefined) return <div className="facts num">&nbsp;</div>;
  return (
    <div className="facts num">
      <span title="CPUs">
        <IconCpu size={15} stroke={1.6} aria-hidden />
        {flavor.vcpus} CPU
      </span>
      <span title="Memory">
        <IconDeviceSdCard size={15} stroke={1.6} aria-hidden />
        {memory(flavor.ram)}
      </span>
      <span title="Disk">
        <IconDatabase size={15} stroke={1.6} aria-hidden />
        {flavor.disk} GiB
      </span>
    </div>
  );
}
