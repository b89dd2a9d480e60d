import { Button, Checkbox } from '@mantine/core';
import { IconArrowDown, IconCircleCheckFilled, IconWorld } from '@tabler/icons-react';
import type { Network } from '../../api/networks.ts';
import { counted } from '../../text/format.ts';
import { Section, type SectionState } from './section.tsx';

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
    <Section {...state} number={3} title="Network" summary={summaryOf(networks, chosen)}>
      {networks.length > 1 ? (
        <fieldset className="grid plain-set" style={{ gap: 10 }}>
          <legend className="visually-hidden">Networks</legend>
          {networks.map(({ id, name }) => (
            <Checkbox
              key={id}
              size="xs"
              label={name === '' ? `Network ${id}` : name}
              description={`No. ${id}`}
              checked={chosen.includes(id)}
              onChange={(event) =>
                onChoose(event.currentTarget.checked ? [...chosen, id] : chosen.filter((each) => each !== id))
              }
            />
          ))}
          {chosen.length === 0 && (
            <p className="sub" style={{ margin: 0 }}>
              Without a network only its screen leads to the machine.
            </p>
          )}
        </fieldset>
      ) : (
        <OnlyNetwork />
      )}
      <div className="row" style={{ marginTop: 14 }}>
        <Button
          variant="light"
          className="push"
          rightSection={<IconArrowDown size={15} aria-hidden />}
          onClick={onNext}
        >
          Next
        </Button>
      </div>
    </Section>
  );
}

function summaryOf(networks: Network[], chosen: string[]): string {
  if (networks.length <= 1) return 'Internet, through this host';
  if (chosen.length === 0) return 'No network';
  const names = networks.filter(({ id }) => chosen.includes(id)).map(({ name }) => name);
  return names.length <= 2 && !names.includes('') ? names.join(', ') : counted(chosen.length, 'network');
}

function OnlyNetwork() {
  return (
    <div className="pick" style={{ cursor: 'default', borderColor: 'var(--mantine-color-brand-filled)' }}>
      <span className="row" style={{ gap: 11 }}>
        <span className="tile brand" style={{ width: 36, height: 36 }}>
          <IconWorld size={20} stroke={1.7} aria-hidden />
        </span>
        <span style={{ minWidth: 0, lineHeight: '19px', flex: 1 }}>
          <span className="strong">Internet, through this host</span>
          <br />
          <span className="sub">
            Always connected: the machine reaches the Internet, and you reach its SSH by the command that its
            page shows.
          </span>
        </span>
        <IconCircleCheckFilled
          size={17}
          color="var(--mantine-color-brand-filled)"
          style={{ flex: 'none' }}
          aria-hidden
        />
      </span>
    </div>
  );
}
