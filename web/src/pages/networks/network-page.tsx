import { Button, TextInput } from '@mantine/core';
import { Link, useNavigate, useParams } from '@tanstack/react-router';
import { IconPlugConnected, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { say } from '#text/networks';
import { say as words } from '#text/parts';
import type { Network, Port } from '../../api/networks.ts';
import { useNetworkActions } from '../../live/network-actions.ts';
import { ActButton } from '../../parts/act-button.tsx';
import { Confirm } from '../../parts/confirm.tsx';
import { DetailPage, FactsCard } from '../../parts/detail-page.tsx';
import { Form } from '../../parts/form/form.tsx';
import { useForm } from '../../parts/form/use-form.ts';
import { Loaded } from '../../parts/loaded.tsx';
import { PageSkeleton } from '../../parts/skeletons.tsx';
import { StateChip } from '../../parts/state-chip.tsx';
import { exactTime } from '../../text/format.ts';
import { plainName } from '../../text/plain-name.ts';
import { ConnectDialog } from './connect-dialog.tsx';
import { DisconnectDialog } from './disconnect-dialog.tsx';
import { NetworkGlyph } from './network-glyph.tsx';
import { type NetworkParts, useNetworkParts } from './network-parts.ts';
import {
  addressOfPort,
  kindWord,
  machineOf,
  needsAddress,
  networkName,
  networkState,
  rangesOf,
} from './network-words.ts';
import { LONGEST_NAME } from './new-network-dialog.tsx';
import css from './networks.module.css';

/** One network: its range, who is on it, and what can be done with it. */
export function NetworkPage() {
  const { id } = useParams({ from: '/inside/networks/$id' });
  const known = useNetworkParts();
  const network = known.data && (known.data.networks.find((each) => each.id === id) ?? null);
  return (
    <Loaded
      of={{ ...known, data: network }}
      failed={{ title: say.notLoaded, heading: true }}
      waiting={<PageSkeleton title={say.network} />}
    >
      {(found) => <KnownNetwork network={found} parts={known.data!} />}
    </Loaded>
  );
}

function KnownNetwork({ network, parts }: { network: Network; parts: NetworkParts }) {
  const { remove } = useNetworkActions();
  const navigate = useNavigate();
  const [asked, setAsked] = useState<'connect' | 'delete'>();
  const ports = parts.ports.filter(({ network_id: id }) => id === network.id);
  const subnets = parts.subnets.filter(({ network_id: id }) => id === network.id);
  const name = networkName(network);
  const close = () => setAsked(undefined);
  return (
    <DetailPage
      of={{ list: '/networks', word: say.networks }}
      name={network.name || name}
      tile={
        <span className={`tile brand ${css.tile}`}>
          <NetworkGlyph size={24} stroke={1.7} aria-hidden />
        </span>
      }
      state={<StateChip {...networkState(network)} />}
      facts={[kindWord(network), rangesOf(parts.subnets, network), say.number({ id: network.id })]}
      actions={
        !needsAddress(network) && (
          <Button
            leftSection={<IconPlugConnected size={16} aria-hidden />}
            aria-keyshortcuts="C"
            onClick={() => setAsked('connect')}
          >
            {say.connect}
          </Button>
        )
      }
      side={
        <FactsCard
          title={say.facts}
          facts={[
            [say.networkId, network.id],
            [say.type, network.type],
            ...subnets.flatMap(({ cidr, gateway_ip: gateway, enable_dhcp: dhcp }): [string, string][] => [
              [say.range, cidr],
              [say.gateway, gateway ?? say.noGateway],
              [say.dhcp, dhcp ? say.on : say.off],
            ]),
            [say.created, exactTime(network.created)],
          ]}
        />
      }
    >
      {network.public && <div className="note info">{say.operators}</div>}
      <Ports network={network} ports={ports} parts={parts} />
      {!network.public && <NameForm key={network.name} network={network} />}
      {!network.public && (
        <section className="card pad">
          <ActButton
            color="red"
            variant="outline"
            disabled={ports.length > 0}
            {...(ports.length > 0 ? { title: say.disconnectFirst } : {})}
            leftSection={<IconTrash size={16} aria-hidden />}
            onClick={() => setAsked('delete')}
          >
            {say.delete}
          </ActButton>
          {ports.length > 0 && <p className="sub under-head">{say.disconnectFirst}</p>}
        </section>
      )}
      {asked === 'connect' && (
        <ConnectDialog
          title={say.connectTo({ network: name })}
          deed={say.connectDeed}
          parts={parts}
          network={network.id}
          onClose={close}
        />
      )}
      {asked === 'delete' && (
        <Confirm
          title={say.deleteOf({ network: name })}
          deed={say.deleteDeed}
          act={async () => {
            await remove(network.id);
            await navigate({ to: '/networks' });
          }}
          onClose={close}
        >
          {say.deleteMeans}
        </Confirm>
      )}
    </DetailPage>
  );
}

function Ports({ network, ports, parts }: { network: Network; ports: Port[]; parts: NetworkParts }) {
  const [leaving, setLeaving] = useState<Port>();
  return (
    <section className="card clip" aria-label={say.connected}>
      <div className="card-head">
        <h2 className="h2">{say.connected}</h2>
      </div>
      {ports.length === 0 && <p className="sub pad">{say.nobody}</p>}
      {ports.map((port) => {
        const machine = machineOf(parts.machines, port.device_id);
        return (
          <div key={port.id} className="list-row wrap-row">
            <span className="lines">
              {machine === undefined ? (
                <span className="strong">{port.device_id ?? say.free}</span>
              ) : (
                <Link to="/machines/$id" params={{ id: String(machine.id) }} className="strong link">
                  {plainName(machine.name)}
                </Link>
              )}
              <br />
              <span className="sub mono">
                {[addressOfPort(port), port.mac_address ?? ''].filter((text) => text !== '').join(' · ')}
              </span>
            </span>
            <span className="row push">
              <PortState port={port} />
              <ActButton size="compact-sm" variant="default" onClick={() => setLeaving(port)}>
                {say.disconnect}
              </ActButton>
            </span>
          </div>
        );
      })}
      {leaving !== undefined && (
        <DisconnectDialog
          port={leaving}
          machine={plainName(
            machineOf(parts.machines, leaving.device_id)?.name ?? leaving.device_id ?? leaving.id,
          )}
          network={networkName(network)}
          onClose={() => setLeaving(undefined)}
        />
      )}
    </section>
  );
}

function PortState({ port: { status } }: { port: Port }) {
  if (status === 'BUILD') return <StateChip kind="busy" word={say.connecting} />;
  return status === 'ERROR' ? <StateChip kind="bad" word={say.failedPort} /> : null;
}

function NameForm({ network }: { network: Network }) {
  const { rename } = useNetworkActions();
  const form = useForm({
    initial: { name: network.name },
    check: ({ name }) =>
      name.trim() === ''
        ? { name: say.giveName }
        : name.length > LONGEST_NAME
          ? { name: say.nameTooLong }
          : {},
    send: ({ name }) => rename(network.id, name.trim()),
  });
  return (
    <section className="card pad">
      <Form row form={form} deed={say.rename} labels={{ name: words.name }}>
        <TextInput label={words.name} {...form.field('name')} />
      </Form>
    </section>
  );
}
