import { useMediaQuery } from '@mantine/hooks';
import { useState } from 'react';
import { say } from '#text/new-machine';
import type { Flavor } from '../../api/flavors.ts';
import type { Image } from '../../api/images.ts';
import type { Use } from '../../text/resources.ts';
import { sizeLine } from '../../text/size-words.ts';
import { ActButton } from '../../parts/act-button.tsx';
import { setsPassword, takesKeys } from '../../text/image-words.ts';
import { AccessSection } from './access-section.tsx';
import { tooMuch } from './choice.ts';
import { SECTIONS, type SectionName } from './draft.ts';
import { ExtrasSection } from './extras-section.tsx';
import { ImageSection } from './image-section.tsx';
import { NetworkSection } from './network-section.tsx';
import { ProblemNote } from './problem-note.tsx';
import { QuotaPanel } from './quota-panel.tsx';
import { SizeSection } from './size-section.tsx';
import { SubmitBar } from './submit-bar.tsx';
import { useChoices } from './use-choices.ts';
import { useOrder } from './use-order.ts';
import css from './new-machine.module.css';

interface NewMachineFormProps {
  images: Image[];
  flavors: Flavor[];
  uses: Use[];
}

/** The sections, and beside them what the machine takes and the order. */
export function NewMachineForm({ images, flavors, uses: used }: NewMachineFormProps) {
  const choices = useChoices(images, flavors, used);
  const { draft, change, image, flavor, uses } = choices;
  const { create, problem, working } = useOrder(choices);
  const phone = useMediaQuery('(max-width: 760px)') ?? false;
  const open = draft.open ?? (draft.image === undefined ? 'image' : 'size');
  const [furthest, setFurthest] = useState(0);
  const reached = Math.max(furthest, SECTIONS.indexOf(open));
  if (reached > furthest) setFurthest(reached);
  const go = (section: SectionName) => change({ open: section });
  const section = (which: SectionName) => ({
    open: open === which,
    done: SECTIONS.indexOf(which) < reached,
    onOpen: () => go(which),
  });
  const panel = (
    <QuotaPanel uses={uses} flavor={flavor}>
      {draft.instead !== undefined && <p className={`sub ${css.before}`}>{say.failedGoesFirst}</p>}
      {problem !== undefined && !phone && <ProblemNote problem={problem} />}
      {!phone && (
        <ActButton fullWidth h={40} loading={working} aria-keyshortcuts="C" onClick={() => void create()}>
          {say.createMachine}
        </ActButton>
      )}
    </QuotaPanel>
  );
  return (
    <div className="two-columns">
      <div>
        <ImageSection
          {...section('image')}
          images={images}
          chosen={image}
          onChoose={(id) => change({ image: id, open: 'size' })}
        />
        <SizeSection
          {...section('size')}
          flavors={flavors}
          chosen={flavor}
          image={image}
          uses={uses}
          onChoose={(size) => change({ size })}
          onNext={() => go('network')}
        />
        <NetworkSection
          {...section('network')}
          networks={choices.networks}
          chosen={choices.networkIds}
          onChoose={(networks) => change({ networks })}
          onNext={() => go('access')}
        />
        <AccessSection
          {...section('access')}
          name={choices.name}
          onName={(name) => change({ name })}
          takes={{ password: setsPassword(choices.image), keys: takesKeys(choices.image) }}
          keys={choices.keys}
          chosenKeys={choices.keyNames}
          onKeys={(keys) => change({ keys })}
          {...(problem?.section === 'access' ? { nameProblem: problem.message } : {})}
          ownPassword={choices.extras.password !== ''}
        />
        <ExtrasSection
          {...section('extras')}
          extras={choices.extras}
          problems={problem?.fields ?? {}}
          setsPassword={setsPassword(choices.image)}
          onChange={choices.changeExtras}
        />
      </div>
      {phone ? (
        <SubmitBar
          fits={flavor !== undefined && tooMuch(flavor, uses) === ''}
          takes={flavor === undefined ? '' : sizeLine(flavor)}
          working={working}
          problem={problem}
          onCreate={() => void create()}
        >
          {panel}
        </SubmitBar>
      ) : (
        panel
      )}
    </div>
  );
}
