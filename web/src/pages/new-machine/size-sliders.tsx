import { Slider } from '@mantine/core';
import type { Flavor } from '../../api/flavors.ts';
import { memory } from '../../text/size-words.ts';
import { nearest } from './choice.ts';

type Part = 'vcpus' | 'ram' | 'disk';

const PARTS: { part: Part; label: string; words: (value: number) => string }[] = [
  { part: 'vcpus', label: 'CPUs', words: String },
  { part: 'ram', label: 'Memory', words: memory },
  { part: 'disk', label: 'Disk', words: (value) => `${value} GiB` },
];

/** One slider for each part of a size; all snap to sizes that exist. */
export function SizeSliders({
  flavors,
  chosen,
  onChoose,
}: {
  flavors: Flavor[];
  chosen: Flavor;
  onChoose: (id: number) => void;
}) {
  return (
    <div style={{ display: 'grid', gap: 24, margin: '22px 4px 26px' }}>
      {PARTS.map(({ part, label, words }) => {
        const values = [...new Set(flavors.map((flavor) => flavor[part]))].toSorted(
          (one, other) => one - other,
        );
        if (values.length < 2) return null;
        const choose = (at: number) => {
          const wanted = {
            vcpus: chosen.vcpus,
            ram: chosen.ram,
            disk: chosen.disk,
            [part]: values[at] ?? chosen[part],
          };
          const flavor = nearest(flavors, wanted, part);
          if (flavor !== undefined) onChoose(flavor.id);
        };
        return (
          <div key={part} className="slider-row">
            <span className="name">{label}</span>
            <Slider
              style={{ flex: 1 }}
              size={6}
              thumbSize={18}
              min={0}
              max={values.length - 1}
              step={1}
              label={null}
              thumbLabel={label}
              thumbProps={{ 'aria-valuetext': words(chosen[part]) }}
              value={values.indexOf(chosen[part])}
              marks={values.map((value, at) => ({
                value: at,
                label: part === 'vcpus' ? value : words(value).replace(' GiB', ''),
              }))}
              styles={{ markLabel: { fontSize: 12, marginTop: 3, color: 'var(--text-3)' } }}
              onChange={choose}
            />
            <span className="value num">{words(chosen[part])}</span>
          </div>
        );
      })}
    </div>
  );
}
