import { say } from '#text/new-machine';
import { say as parts } from '#text/parts';
import type { Flavor } from '../../api/flavors.ts';
import type { Image } from '../../api/images.ts';
import { Form } from '../../parts/form/form.tsx';
import { usePhone } from '../../parts/phone.ts';
import { Review } from '../../parts/steps/review.tsx';
import type { Use } from '../../text/resources.ts';
import { sizeLine } from '../../text/size-words.ts';
import { setsPassword, takesKeys } from '../../text/image-words.ts';
import { AccessSection } from './access-section.tsx';
import { tooMuch } from './choice.ts';
import { ExtrasSection } from './extras-section.tsx';
import { ImageSection } from './image-section.tsx';
import { NetworkSection } from './network-section.tsx';
import { QuotaMeters } from './quota-meters.tsx';
import { SizeSection } from './size-section.tsx';
import { useNewMachine } from './use-new-machine.ts';
import css from './new-machine.module.css';

interface NewMachineFormProps {
  images: Image[];
  flavors: Flavor[];
  uses: Use[];
}

const LABELS = {
  image: say.image,
  size: say.size,
  networks: say.network,
  name: parts.name,
  keys: say.sshKeys,
  address: say.publicAddress,
  count: say.howMany,
  tags: say.tags,
  password: say.passwordOptional,
  userData: say.userDataOptional,
  files: say.filesOptional,
};

/** The steps, and beside them what the machine takes and the order. */
export function NewMachineForm(offered: NewMachineFormProps) {
  const { form, steps, choices, uses, shortages, known, instead } = useNewMachine(offered);
  const { set, problemOf } = form;
  const { image, flavor, count } = choices;
  const fits = flavor !== undefined && tooMuch(flavor, uses, count) === '';
  const { step, go } = steps;
  const phone = usePhone();
  const takes = { password: setsPassword(image), keys: takesKeys(image) };
  return (
    <Form
      form={form}
      deed={phone ? say.create : say.createMachines({ count })}
      shortcut="C"
      labels={LABELS}
      layout={(fields, foot) => (
        <div className="two-columns">
          <div>{fields}</div>
          <Review
            title={say.takes}
            brief={{
              fits,
              word: fits ? say.fits : say.doesNotFit,
              line: flavor === undefined ? '' : sizeLine(flavor),
            }}
            foot={
              <>
                {instead !== undefined && <p className={`sub ${css.before}`}>{say.failedGoesFirst}</p>}
                {foot}
              </>
            }
          >
            <QuotaMeters uses={uses} flavor={flavor} count={count} />
          </Review>
        </div>
      )}
    >
      <ImageSection
        {...step('image')}
        problem={problemOf('image')}
        images={known.images}
        chosen={image}
        onChoose={(id) => {
          set('image', id);
          go('size');
        }}
      />
      <SizeSection
        {...step('size')}
        problem={problemOf('size')}
        flavors={known.flavors}
        chosen={flavor}
        image={image}
        uses={uses}
        count={count}
        shortages={shortages}
        onChoose={(size) => set('size', size)}
      />
      <NetworkSection
        {...step('network')}
        problem={problemOf('networks')}
        networks={known.networks}
        chosen={choices.networkIds}
        onChoose={(networks) => set('networks', networks)}
        addresses={known.addresses}
        address={choices.address}
        onAddress={(address) => set('address', address)}
      />
      <AccessSection
        {...step('access')}
        name={choices.name}
        nameProblem={problemOf('name')}
        onName={(name) => set('name', name)}
        count={count}
        {...(instead === undefined ? { onCount: (many) => set('count', many) } : {})}
        takes={takes}
        keys={known.keys}
        chosenKeys={choices.keyNames}
        onKeys={(keys) => set('keys', keys)}
        ownPassword={choices.extras.password !== ''}
      />
      <ExtrasSection {...step('extras')} form={form} tags={choices.tags} setsPassword={takes.password} />
    </Form>
  );
}
