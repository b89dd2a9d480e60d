import { Button } from '@mantine/core';
import { IconArrowDown, IconCircleCheckFilled, IconLock } from '@tabler/icons-react';
import type { Flavor } from '../../api/flavors.ts';
import type { Image } from '../../api/images.ts';
import type { Use } from '../../text/resources.ts';
import { diskTypeWord, memory, sizeLine } from '../../text/size-words.ts';
import { presetsOf, tooMuch, tooSmall } from './choice.ts';
import { Section, type SectionState } from './section.tsx';
import { SizeSliders } from './size-sliders.tsx';

interface SizeSectionProps extends SectionState {
  flavors: Flavor[];
  chosen: Flavor | undefined;
  image: Image | undefined;
  uses: Use[];
  onChoose: (id: number) => void;
  onNext: () => void;
}

/** How large the machine is: a few ready sizes, sliders over all of them, the kind of disk. */
export function SizeSection({ flavors, chosen, image, uses, onChoose, onNext, ...state }: SizeSectionProps) {
  const templates = [...new Set(flavors.map((flavor) => flavor['SNF:disk_template']))];
  const template = chosen?.['SNF:disk_template'];
  const ofType = flavors.filter((flavor) => flavor['SNF:disk_template'] === template);
  const reason = (flavor: Flavor) => tooSmall(flavor, image) || tooMuch(flavor, uses);
  return (
    <Section
      {...state}
      number={2}
      title="Size"
      summary={chosen === undefined ? 'none' : <span className="num cut">{sizeLine(chosen)}</span>}
    >
      <div className="picks" role="radiogroup" aria-label="Size">
        {presetsOf(ofType).map(({ title, flavor }) => (
          <SizePick
            key={flavor.id}
            title={title}
            flavor={flavor}
            on={flavor.id === chosen?.id}
            reason={reason(flavor)}
            onChoose={() => onChoose(flavor.id)}
          />
        ))}
      </div>
      {chosen !== undefined && ofType.length > 1 && (
        <SizeSliders flavors={ofType} chosen={chosen} onChoose={onChoose} />
      )}
      {chosen !== undefined && reason(chosen) !== '' && (
        <p role="alert" style={{ color: 'var(--bad)', margin: '12px 0 0' }}>
          {reason(chosen)}.
        </p>
      )}
      <div
        className="row wrap-row"
        style={{ borderTop: '1px solid var(--line)', paddingTop: 14, marginTop: 20 }}
      >
        {templates.length > 1 && (
          <>
            <span style={{ fontSize: 13, fontWeight: 560, color: 'var(--text-2)' }}>Disk type</span>
            <div className="segments" role="group" aria-label="Disk type" style={{ marginInlineStart: 10 }}>
              {templates.map((each) => (
                <button
                  key={each}
                  type="button"
                  aria-pressed={each === template}
                  onClick={() => {
                    const first = flavors.find((flavor) => flavor['SNF:disk_template'] === each);
                    if (first !== undefined) onChoose(first.id);
                  }}
                >
                  {diskTypeWord(each)}
                </button>
              ))}
            </div>
          </>
        )}
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

interface SizePickProps {
  title: string;
  flavor: Flavor;
  on: boolean;
  reason: string;
  onChoose: () => void;
}

/** A ready size; what does not fit is locked with the reason. */
function SizePick({ title, flavor, on, reason, onChoose }: SizePickProps) {
  const locked = reason !== '';
  return (
    <button
      type="button"
      className="pick"
      role="radio"
      aria-checked={on}
      aria-disabled={locked}
      onClick={() => !locked && onChoose()}
    >
      <span className="row" style={{ width: '100%' }}>
        <span style={{ fontWeight: 620, fontSize: 13.5 }}>{title}</span>
        {on && !locked && (
          <IconCircleCheckFilled
            size={17}
            className="push"
            color="var(--mantine-color-brand-filled)"
            aria-hidden
          />
        )}
        {locked && <IconLock size={15} className="push" aria-hidden />}
      </span>
      <span
        className="num"
        style={{
          fontSize: 13,
          marginTop: 4,
          lineHeight: '19px',
          color: locked ? 'inherit' : 'var(--text-2)',
        }}
      >
        {flavor.vcpus} CPU · {memory(flavor.ram)}
        <br />
        {flavor.disk} GiB disk
      </span>
      {locked && <span style={{ fontSize: 12, color: 'var(--warn)', marginTop: 4 }}>{reason}</span>}
    </button>
  );
}
