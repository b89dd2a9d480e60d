import { Checkbox } from '@mantine/core';
import { IconCircleCheckFilled, IconWorld } from '@tabler/icons-react';
import { say } from '#text/new-machine';
import type { Network } from '../../api/networks.ts';
import { Step, type StepState } from '../../parts/steps/steps.tsx';
import css from './new-machine.module.css';

interface NetworkSectionProps extends StepState {
  problem: string | undefined;
  networks: Network[];
  /** Ids of the chosen ones. */
  chosen: string[];
  onChoose: (ids: string[]) => void;
}

/** What the machine is connected to: a choice where there is one, else the one way that this cloud has. */
export function NetworkSection({ networks, chosen, onChoose, ...state }: NetworkSectionProps) {
  return (
    <Step {...state} title={say.network} summary={summaryOf(networks, chosen)}>
      {networks.length > 1 ? (
        <fieldset className={`grid plain-set ${css.networks}`}>
          <legend className="visually-hidden">{say.networks}</legend>
          {networks.map(({ id, name }) => (
            <Checkbox
              key={id}
              size="xs"
              label={name === '' ? say.networkOf({ id }) : name}
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
    </Step>
  );
}

function summaryOf(networks: Network[], chosen: string[]): string {
  if (networks.length <= 1) return say.internet;
  if (chosen.length === 0) return say.noNetwork;
  const names = networks.filter(({ id }) => chosen.includes(id)).map(({ name }) => name);
  return names.length <= 2 && !names.includes('')
    ? names.join(', ')
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
