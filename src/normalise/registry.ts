/** Every stage and every family, in the order in which they run. */
import type { Family, Stage } from './family.ts';
import { UAL_EVENT } from './ual/common.ts';
import { EXCHANGE_MAILBOX } from './ual/exchange-mailbox.ts';
import { UAL_STAGE } from './ual/stage.ts';

export const STAGES: readonly Stage[] = [UAL_STAGE];

export const FAMILIES: readonly Family[] = [UAL_EVENT, EXCHANGE_MAILBOX];
