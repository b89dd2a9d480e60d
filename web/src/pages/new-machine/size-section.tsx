import { IconCircleCheckFilled, IconLock } from '@tabler/icons-react';
import { say } from '#text/new-machine';
import type { Flavor } from '../../api/flavors.ts';
import type { Image } from '../../api/images.ts';
import type { Use } from '../../text/resources.ts';
import { AskForMore } from '../../parts/ask-for-more.tsx';
import { Step, type StepState } from '../../parts/steps/steps.tsx';
import { diskTypeWord, memory, sizeLine } from '../../text/size-words.ts';
import { presetsOf, tooMuch, tooSmall } from './choice.ts';
import { OverQuota } from './order.tsx';
import { SizeSliders } from './size-sliders.tsx';
import css from './new-machine.module.css';

interface SizeSectionProps extends StepState {
  problem: string | undefined;
  flavors: Flavor[];
  chosen: Flavor | undefined;
  image: Image | undefined;
  uses: Use[];
  /** How many machines of it. */
  count: number;
  /** What the chosen size lacks, as a refusal would say it. */
  shortages: string;
  onChoose: (id: number) => void;
}

/** How large the machine is: a few ready sizes, sliders over all of them, the kind of disk. */
export function SizeSection(props: SizeSectionProps) {
  const { flavors, chosen, image, uses, count, shortages, onChoose, problem, ...state } = props;
  const templates = [...new Set(flavors.map((flavor) => flavor['SNF:disk_template']))];
  const template = chosen?.['SNF:disk_template'];
  const ofType = flavors.filter((flavor) => flavor['SNF:disk_template'] === template);
  const isOver =
    chosen !== undefined && tooSmall(chosen, image) === '' && tooMuch(chosen, uses, count) !== '';
  const reason = (flavor: Flavor) => tooSmall(flavor, image) || tooMuch(flavor, uses, count);
  return (
    <Step
      {...state}
      problem={
        problem !== undefined && isOver ? <OverQuota message={problem} shortages={shortages} /> : problem
      }
      title={say.size}
      summary={chosen === undefined ? say.none : <span className="num cut">{sizeLine(chosen)}</span>}
    >
      <div className="picks" role="radiogroup" aria-label={say.size}>
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
      {problem === undefined && chosen !== undefined && reason(chosen) !== '' && (
        <p role="alert" className={`failure ${css.risk}`}>
          {reason(chosen)}. {isOver && <AskForMore shortages={shortages} />}
        </p>
      )}
      {templates.length > 1 && (
        <div className={`row wrap-row ${css.diskType}`}>
          <span>{say.diskType}</span>
          <div className="segments" role="group" aria-label={say.diskType}>
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
        </div>
      )}
    </Step>
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
      <span className={`row ${css.pick}`}>
        <span className="strong">{title}</span>
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
      <span className={`num ${css.sizeFacts}`}>
        {say.cpuAndMemory({ cpus: flavor.vcpus, memory: memory(flavor.ram) })}
        <br />
        {say.gibDisk({ disk: flavor.disk })}
      </span>
      {locked && <span className={`tiny ${css.locked}`}>{reason}</span>}
    </button>
  );
}
