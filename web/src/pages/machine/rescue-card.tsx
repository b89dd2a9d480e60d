import { useState } from 'react';
import { say } from '#text/change-machine';
import { useMachineActions } from '../../live/machine-actions.ts';
import { ActButton } from '../../parts/act-button.tsx';
import { Confirm } from '../../parts/confirm.tsx';
import { whyNotStopped } from '../../text/machine-words.ts';
import { StopFirst } from './resize-card.tsx';
import { useThisMachine } from './machine-context.ts';
import css from './machine.module.css';

/** Starts the machine from a rescue system the next time, or from its own disk again. */
export function RescueCard() {
  const { machine } = useThisMachine();
  const { setRescue } = useMachineActions();
  const [asking, setAsking] = useState(false);
  const reason = whyNotStopped(machine);
  const inRescue = machine['SNF:rescue'] === true;
  return (
    <section className="card pad" aria-label={say.rescue}>
      <h2 className="h2">{say.rescue}</h2>
      <p className={`sub ${css.head}`}>{inRescue ? say.inRescue : say.rescueMeans}</p>
      {reason === null ? (
        <ActButton variant="default" onClick={() => setAsking(true)}>
          {inRescue ? say.leaveRescueAsk : say.enterRescueAsk}
        </ActButton>
      ) : (
        <StopFirst reason={reason} />
      )}
      {asking && (
        <Confirm
          title={inRescue ? say.leaveRescueOf : say.enterRescueOf}
          deed={inRescue ? say.leaveRescue : say.enterRescue}
          harmless
          keep={say.keepAsIs}
          act={() => setRescue(machine, !inRescue)}
          onClose={() => setAsking(false)}
        >
          {inRescue ? say.leaveMeans : say.enterMeans}
        </Confirm>
      )}
    </section>
  );
}
