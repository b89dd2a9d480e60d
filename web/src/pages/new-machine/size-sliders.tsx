import { Slider } from '@mantine/core';
import { say } from '#text/new-machine';
import type { Flavor } from '../../api/flavors.ts';
import { memory } from '../../text/size-words.ts';
import { nearest } from './choice.ts';
import css from './new-machine.module.css';

type Part = 'vcpus' | 'ram' | 'disk';

const PARTS: { part: Part; label: string; words: (value: number) => string }[] = [
  { part: 'vcpus', label: say.cpus, words: String },
  { part: 'ram', label: say.memory, words: memory },
  { part: 'disk', label: say.disk, words: (value) => `${value} GiB` },
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
    <div className={css.sliders}>
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
              className="grow"
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
              classNames={{ markLabel: `${css.mark}` }}
              onChange={choose}
            />
            <span className="value num">{words(chosen[part])}</span>
          </div>
        );
      })}
    </div>
  );
}
