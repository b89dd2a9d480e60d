import { Checkbox } from '@mantine/core';
import { IconCircleCheckFilled, IconWorld } from '@tabler/icons-react';
import { say } from '#text/new-machine';
import type { FloatingIp, Network } from '../../api/networks.ts';
import { Step, type StepState } from '../../parts/steps/steps.tsx';
import { plainName } from '../../text/plain-name.ts';
import { AddressChoice } from './address-choice.tsx';
import css from './new-machine.module.css';

interface NetworkSectionProps extends StepState {
  problem: string | undefined;
  networks: Network[];
  /** Ids of the chosen ones. */
  chosen: string[];
  onChoose: (ids: string[]) => void;
  /** Public addresses that are free, and the one that the machine gets. */
  addresses: FloatingIp[];
  address: FloatingIp | undefined;
  onAddress: (address: string | undefined) => void;
}

/** What the machine is connected to: a choice where there is one, else the one way that this cloud has. */
export function NetworkSection({
  networks,
  chosen,
  onChoose,
  addresses,
  address,
  onAddress,
  ...state
}: NetworkSectionProps) {
  const summary = [summaryOf(networks, chosen), ...(address ? [address.floating_ip_address] : [])].join(', ');
  return (
    <Step {...state} title={say.network} summary={summary}>
      {networks.length > 1 ? (
        <fieldset className={`grid plain-set ${css.networks}`}>
          <legend className="visually-hidden">{say.networks}</legend>
          {networks.map(({ id, name }) => (
            <Checkbox
              key={id}
              size="xs"
              label={name === '' ? say.networkOf({ id }) : plainName(name)}
              description={say.networkNumber({ id })}
              checked={chosen.includes(id)}
              onChange={(event) =>
                onChoose(event.currentTarget.checked ? [...chosen, id] : chosen.filter((each) => each !== id))
              }
            />
          ))}
          {chosen.length === 0 && <p className={`sub ${css.onlyScreen}`}>{say.onlyScreen}</p>}
        </fieldset>
      ) : (
        <OnlyNetwork />
      )}
      <AddressChoice addresses={addresses} chosen={address} onChoose={onAddress} />
    </Step>
  );
}

function summaryOf(networks: Network[], chosen: string[]): string {
  if (networks.length <= 1) return say.internet;
  if (chosen.length === 0) return say.noNetwork;
  const names = networks.filter(({ id }) => chosen.includes(id)).map(({ name }) => name);
  return names.length <= 2 && !names.includes('')
    ? names.map(plainName).join(', ')
    : say.countOfNetworks({ count: chosen.length });
}

function OnlyNetwork() {
  return (
    <div className={`pick ${css.only}`}>
      <span className={`row ${css.pick}`}>
        <span className={`tile brand ${css.tile}`}>
          <IconWorld size={20} stroke={1.7} aria-hidden />
        </span>
        <span className="grow lines">
          <span className="strong">{say.internet}</span>
          <br />
          <span className="sub">{say.internetMeans}</span>
        </span>
        <IconCircleCheckFilled
          size={17}
          color="var(--mantine-color-brand-filled)"
          className="fixed"
          aria-hidden
        />
      </span>
    </div>
  );
}
