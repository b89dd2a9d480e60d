import { IconCpu, IconDatabase, IconDeviceSdCard } from '@tabler/icons-react';
import { say } from '#text/parts';
import type { Flavor } from '../api/flavors.ts';
import { memory } from '../text/size-words.ts';

/** CPUs, memory and disk of a size, as icons with numbers. */
export function SizeFacts({ flavor }: { flavor: Flavor | undefined }) {
  if (flavor === undefined) return <div className="facts num">{'\u00a0'}</div>;
  return (
    <div className="facts num">
      <span title={say.cpus}>
        <IconCpu size={15} stroke={1.6} aria-hidden />
        {say.cpuCount({ count: flavor.vcpus })}
      </span>
      <span title={say.memory}>
        <IconDeviceSdCard size={15} stroke={1.6} aria-hidden />
        {memory(flavor.ram)}
      </span>
      <span title={say.disk}>
        <IconDatabase size={15} stroke={1.6} aria-hidden />
        {say.gib({ count: flavor.disk })}
      </span>
    </div>
  );
}
