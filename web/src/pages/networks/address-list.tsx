import { Button } from '@mantine/core';
import { IconWorld } from '@tabler/icons-react';
import { useState } from 'react';
import { say } from '#text/networks';
import { useInProject } from '../../api/projects.ts';
import type { FloatingIp } from '../../api/networks.ts';
import { useNetworkActions } from '../../live/network-actions.ts';
import { ActButton } from '../../parts/act-button.tsx';
import { Confirm } from '../../parts/confirm.tsx';
import { CopyButton } from '../../parts/copy-button.tsx';
import { Empty } from '../../parts/empty.tsx';
import { plainName } from '../../text/plain-name.ts';
import { ConnectDialog } from './connect-dialog.tsx';
import type { NetworkParts } from './network-parts.ts';
import { machineOf, nameOfNetwork } from './network-words.ts';

type Asked = { address: FloatingIp; what: 'attach' | 'detach' | 'release' };

/** The public addresses that one holds, and the machine that has each. */
export function AddressList({ parts }: { parts: NetworkParts }) {
  const { networks, addresses, machines } = parts;
  const shown = addresses.filter(useInProject());
  const [asked, setAsked] = useState<Asked>();
  const close = () => setAsked(undefined);
  if (shown.length === 0)
    return (
      <div className="card">
        <Empty icon={IconWorld} title={say.noAddresses}>
          {say.noAddressesWhy}
        </Empty>
      </div>
    );
  return (
    <section className="card clip" aria-label={say.addresses}>
      {shown.map((address) => {
        const { id, floating_ip_address: text, instance_id: machine } = address;
        const on = machineOf(machines, machine);
        const ask = (what: Asked['what']) => () => setAsked({ address, what });
        return (
          <div key={id} className="list-row wrap-row">
            <IconWorld size={18} stroke={1.7} color="var(--text-3)" className="fixed" aria-hidden />
            <span className="lines">
              <span className="strong mono">{text}</span>
              <br />
              <span className="sub">
                {nameOfNetwork(networks, address.floating_network_id)} ·{' '}
                {machine === null ? say.free : plainName(on?.name ?? machine)}
              </span>
            </span>
            <span className="row push wrap-row" role="group" aria-label={say.actionsOf({ address: text })}>
              <CopyButton text={text} size="compact-sm" />
              <Button
                size="compact-sm"
                variant="default"
                onClick={ask(machine === null ? 'attach' : 'detach')}
              >
                {machine === null ? say.attach : say.detach}
              </Button>
              <ActButton
                size="compact-sm"
                variant="default"
                disabled={machine !== null}
                onClick={ask('release')}
                {...(machine === null ? {} : { title: say.detachFirst })}
              >
                {say.release}
              </ActButton>
            </span>
          </div>
        );
      })}
      {asked?.what === 'attach' && (
        <ConnectDialog
          title={say.attachOf({ address: asked.address.floating_ip_address })}
          deed={say.attachDeed}
          parts={parts}
          address={asked.address}
          onClose={close}
        />
      )}
      {asked !== undefined && asked.what !== 'attach' && (
        <Leave {...asked} what={asked.what} onClose={close} />
      )}
    </section>
  );
}

function Leave({
  address: { id, floating_ip_address: address, port_id: port },
  what,
  onClose,
}: {
  address: FloatingIp;
  what: 'detach' | 'release';
  onClose: () => void;
}) {
  const { disconnect, release } = useNetworkActions();
  const detaches = what === 'detach';
  return (
    <Confirm
      title={detaches ? say.detachOf({ address }) : say.releaseOf({ address })}
      deed={detaches ? say.detachDeed : say.releaseDeed}
      act={async () =>
        (detaches ? port !== null && (await disconnect(port)) : await release(id)) || undefined
      }
      onClose={onClose}
    >
      {detaches ? say.detachMeans : say.releaseMeans}
    </Confirm>
  );
}
