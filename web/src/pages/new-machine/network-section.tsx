import { Button } from '@mantine/core';
import { IconArrowDown, IconCircleCheckFilled, IconWorld } from '@tabler/icons-react';
import { Section, type SectionState } from './section.tsx';

/** The operator's network: every machine is connected to it, and its SSH port is reachable from outside. */
export function NetworkSection({ onNext, ...state }: SectionState & { onNext: () => void }) {
  return (
    <Section {...state} number={3} title="Network" summary="Network of the operator, with a way in for SSH">
      <div className="pick" style={{ cursor: 'default', borderColor: 'var(--mantine-color-brand-filled)' }}>
        <span className="row" style={{ gap: 11 }}>
          <span className="tile brand" style={{ width: 36, height: 36 }}>
            <IconWorld size={20} stroke={1.7} aria-hidden />
          </span>
          <span style={{ minWidth: 0, lineHeight: '19px', flex: 1 }}>
            <span className="strong">Network of the operator, always connected</span>
            <br />
            <span className="sub">
              The machine reaches the Internet; you reach its SSH by the command that its page shows.
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
