/** The page of a drill in somebody's own logs: what would be seen at her place, what not, and what to collect for it. */
import type { ReactNode } from 'react';
import type { OwnView } from '../../../../src/drill/view.ts';
import { DrillFrame } from '../frame.tsx';
import { ChecksSection } from './checks.tsx';
import { OwnIntrusionsSection } from './intrusions.tsx';
import { LogsSection } from './logs.tsx';
import { OwnMethodSection } from './method.tsx';
import { OwnResultSection } from './result.tsx';
import { ThereSection } from './there.tsx';
import { UnseenSection } from './unseen.tsx';

const CONTENTS = [
  ['result', 'Result'],
  ['intrusions', 'Intrusions'],
  ['unseen', 'What no alarm covers'],
  ['logs', 'Logs to collect'],
  ['checks', 'Checks that could not run'],
  ['there', 'What is there already'],
  ['method', 'How it was done'],
] as const;

export function OwnApp({ view }: { readonly view: OwnView }): ReactNode {
  const { program, score } = view;
  return (
    <DrillFrame
      note="Drill in your own logs. Holds names from them: confidential"
      contents={CONTENTS}
      program={program}
      data="letterlock drill --own --json"
    >
      <OwnResultSection score={score} />
      <OwnIntrusionsSection view={view} />
      <UnseenSection score={score} />
      <LogsSection view={view} />
      <ChecksSection view={view} />
      <ThereSection there={score.alreadyThere} />
      <OwnMethodSection view={view} />
    </DrillFrame>
  );
}
