import { Button, Checkbox } from '@mantine/core';
import { IconArrowDown, IconCircleCheckFilled, IconWorld } from '@tabler/icons-react';
import { say } from '#text/new-machine';
import type { Network } from '../../api/networks.ts';
import { Section, type SectionState } from './section.tsx';
import css from './new-machine.module.css';

interface NetworkSectionProps extends SectionState {
  networks: Network[];
  /** Ids of the chosen ones. */
  chosen: string[];
  onChoose: (ids: string[]) => void;
  onNext: () => void;
}

/** What the machine is connected to: a choice where there is one, else the one way that this cloud has. */
export function NetworkSection({ networks, chosen, onChoose, onNext, ...state }: NetworkSectionProps) {
  return (
    <Section {...state} number={3} title={say.network} summary={summaryOf(networks, chosen)}>
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
      <div className={`row ${css.next}`}>
        <Button
          variant="light"
          className="push"
          rightSection={<IconArrowDown size={15} aria-hidden />}
          onClick={onNext}
        >
          {say.next}
        </Button>
      </div>
    </Section>
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
